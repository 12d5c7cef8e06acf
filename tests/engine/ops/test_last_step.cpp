// Rows: the last step of each sequence.

#include "engine/ops/rnn.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

// The b-th sequence has b % (T + 1) steps: the first has none.
SequenceOptions some(const Tensor& y, bool reverse) {
  Indices lengths(Shape{y.size(0)});
  for (int64_t b = 0; b < y.size(0); ++b) lengths.mutable_data()[b] = b % (y.size(1) + 1);
  return {.lengths = lengths, .reverse = reverse};
}

Tensor last(const std::vector<Tensor>& in, const SequenceOptions& options) {
  return tabulate({in[0].size(0), in[0].size(2)}, [&](const Shape& i) {
    const int64_t length = options.lengths ? (*options.lengths)[i[0]] : in[0].size(1);
    if (length == 0) return in.size() > 1 ? double(in[1].at({i[0], i[1]})) : 0;
    return double(in[0].at({i[0], options.reverse ? 0 : length - 1, i[1]}));
  });
}

const std::vector<std::vector<Shape>> with_state = {
    {{1, 1, 1}, {1, 1}}, {{3, 2, 4}, {3, 4}}, {{5, 0, 2}, {5, 2}},   {{0, 3, 2}, {0, 2}},
    {{4, 3, 0}, {4, 0}}, {{5, 1, 3}, {5, 3}}, {{7, 3, 37}, {7, 37}},
};
const std::vector<std::vector<Shape>> alone = {{{1, 1, 1}}, {{3, 2, 4}}, {{5, 0, 2}},
                                               {{0, 3, 2}}, {{5, 1, 3}}, {{7, 3, 37}}};

const Row last_rows[] = {
    {{
        .name = "last_step",
        .f = [](auto& in) { return last_step(in[0], in[1]); },
        .oracle = [](auto& in) { return last(in, {}); },
        .shapes = with_state,
        .errors = {throws<ShapeError>(
                       [] {
                         last_step(ones({2, 3}));
                       },
                       {"needs (B, T, H)"}),
                   throws<ShapeError>([] { last_step(ones({})); }, {"takes sequences"}),
                   throws<ShapeError>(
                       [] {
                         last_step(ones({2, 3, 4}), ones({2, 3}));
                       },
                       {"the initial state does not fit", "(2, 3, 4)"}),
                   throws<ShapeError>(
                       [] {
                         last_step(ones({2, 3, 4}), {}, {.lengths = Indices(Shape{1})});
                       },
                       {"not one length for each sequence"}),
                   throws<ValueError>(
                       [] {
                         last_step(ones({2, 3, 4}), {}, {.lengths = Indices({2}, {4, 1})});
                       },
                       {"4 at (0) of lengths is outside 0 to 3"}),
                   throws<ValueError>([] { last_step(Tensor()); }, {"refers to nothing"})},
        .nan_stays = false,  // only the last step is looked at
    }},
    {{
        .name = "last_step, lengths",
        .f = [](auto& in) { return last_step(in[0], in[1], some(in[0], false)); },
        .oracle = [](auto& in) { return last(in, some(in[0], false)); },
        .shapes = with_state,
        .nan_stays = false,
    }},
    {{
        .name = "last_step, lengths and reverse",
        .f = [](auto& in) { return last_step(in[0], {}, some(in[0], true)); },
        .oracle = [](auto& in) { return last(in, some(in[0], true)); },
        .shapes = alone,
        .nan_stays = false,
    }},
    {{
        .name = "last_step, reverse",
        .f = [](auto& in) { return last_step(in[0], {}, {.reverse = true}); },
        .oracle = [](auto& in) { return last(in, {.reverse = true}); },
        .shapes = alone,
        .nan_stays = false,
    }},
};

}  // namespace
