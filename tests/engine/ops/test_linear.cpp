// Rows: the linear map with bias.

#include "engine/ops/linear.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

// y_j = sum_p x_p w_jp + b_j
Tensor linear_map(const std::vector<Tensor>& in) {
  Shape shape = in[0].shape();
  shape[shape.rank() - 1] = in[1].size(0);
  return tabulate(shape, [&](Shape index) {
    int64_t& last = index[index.rank() - 1];
    const int64_t j = last;
    double sum = in.size() > 2 ? value_at(in[2], {j}) : 0;
    const int64_t length = in[1].size(1);
    for (last = 0; last < length; ++last)
      sum += value_at(in[0], index) * value_at(in[1], {j, last});
    return sum;
  });
}

const Row linear_rows[] = {
    {{
        .name = "linear",
        .f = [](auto& in) { return linear(in[0], in[1], in[2]); },
        .oracle = linear_map,
        .shapes = {{{1}, {1, 1}, {1}},
                   {{3}, {4, 3}, {4}},
                   {{2, 3}, {4, 3}, {4}},
                   {{2, 1, 3}, {4, 3}, {4}},
                   {{0, 3}, {4, 3}, {4}},
                   {{2, 0}, {4, 0}, {4}},
                   {{2, 3}, {0, 3}, {0}},
                   {{2, 0}, {0, 0}, {0}},
                   {{7, 37}, {33, 37}, {33}},
                   {{2, 3, 67}, {65, 67}, {65}},
                   {{257, 64}, {67, 64}, {67}}},
        .domain = {.low = -1, .high = 1},
        .errors = {throws<ShapeError>(
                       [] {
                         linear(ones({2, 3}), ones({3, 4}), ones({3}));
                       },
                       {"input and weight do not fit",
                        "\n  x       (2, 3)\n              ^\n  weight  (3, 4)\n"
                        "              ^\n"}),
                   throws<ShapeError>(
                       [] {
                         linear(ones({2, 3}), ones({3}));
                       },
                       {"(out, in)"}),
                   throws<ShapeError>([] {
                     linear(ones({}), ones({3, 4}));
                   }),
                   throws<ShapeError>(
                       [] {
                         linear(ones({2, 3}), ones({4, 3}), ones({3}));
                       },
                       {"bias and weight do not fit"}),
                   throws<ShapeError>([] {
                     linear(ones({2, 3}), ones({4, 3}), ones({1, 4}));
                   }),
                   throws<ValueError>([] {
                     linear(Tensor(), ones({3, 4}));
                   }),
                   throws<ValueError>([] {
                     linear(ones({2, 4}), Tensor());
                   })},
    }},
    {{
        .name = "linear, without bias",
        .f = [](auto& in) { return linear(in[0], in[1]); },
        .oracle = linear_map,
        .shapes = {{{1}, {1, 1}},
                   {{3}, {4, 3}},
                   {{2, 2, 3}, {4, 3}},
                   {{0, 3}, {4, 3}},
                   {{2, 3, 67}, {65, 67}},
                   {{257, 64}, {67, 64}}},
        .domain = {.low = -1, .high = 1},
    }},
};

}  // namespace
