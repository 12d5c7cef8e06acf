// Rows: the scores of additive attention.

#include <cmath>

#include "engine/ops/alignment.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

// e_ij = sum_a v_a tanh(q_ia + k_ja)
Tensor scores(const std::vector<Tensor>& in) {
  return tabulate({in[0].size(0), in[0].size(1), in[1].size(1)}, [&](const Shape& i) {
    double sum = 0;
    for (int64_t a = 0; a < in[2].size(0); ++a)
      sum += double(in[2].at({a})) *
             std::tanh(double(in[0].at({i[0], i[1], a})) + double(in[1].at({i[0], i[2], a})));
    return sum;
  });
}

const Row score_rows[] = {
    {{
        .name = "additive_scores",
        .f = [](auto& in) { return additive_scores(in[0], in[1], in[2]); },
        .oracle = scores,
        .shapes = {{{1, 1, 1}, {1, 1, 1}, {1}},
                   {{2, 1, 3}, {2, 4, 3}, {3}},
                   {{2, 3, 5}, {2, 2, 5}, {5}},
                   {{0, 2, 3}, {0, 4, 3}, {3}},
                   {{2, 0, 3}, {2, 4, 3}, {3}},
                   {{2, 3, 4}, {2, 0, 4}, {4}},
                   {{2, 3, 0}, {2, 2, 0}, {0}},
                   {{3, 1, 67}, {3, 5, 67}, {67}},
                   {{33, 2, 37}, {33, 9, 37}, {37}}},
        .errors = {throws<ShapeError>(
                       [] {
                         additive_scores(ones({2, 3}), ones({2, 4, 3}), ones({3}));
                       },
                       {"queries and keys need three axes", "needs query (B, M, A)"}),
                   throws<ShapeError>(
                       [] {
                         additive_scores(ones({2, 1, 3}), ones({4, 3}), ones({3}));
                       },
                       {"queries and keys need three axes"}),
                   throws<ShapeError>(
                       [] {
                         additive_scores(ones({2, 1, 3}), ones({1, 4, 3}), ones({3}));
                       },
                       {"not of one batch", "^"}),
                   throws<ShapeError>(
                       [] {
                         additive_scores(ones({2, 1, 3}), ones({2, 4, 5}), ones({5}));
                       },
                       {"queries and keys differ in length"}),
                   throws<ShapeError>(
                       [] {
                         additive_scores(ones({2, 1, 3}), ones({2, 4, 3}), ones({2}));
                       },
                       {"v does not fit the keys"}),
                   throws<ShapeError>(
                       [] {
                         additive_scores(ones({2, 1, 3}), ones({2, 4, 3}), ones({3, 1}));
                       },
                       {"v does not fit the keys"}),
                   throws<ValueError>(
                       [] {
                         additive_scores(Tensor(), ones({2, 4, 3}), ones({3}));
                       },
                       {"refers to nothing"}),
                   throws<ValueError>(
                       [] {
                         additive_scores(ones({2, 1, 3}), ones({2, 4, 3}), Tensor());
                       },
                       {"refers to nothing"})},
    }},
};

}  // namespace
