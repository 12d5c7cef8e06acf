// Rows: recurrences over whole sequences.

#include "tests/engine/ops/recurrence_oracle.hpp"

namespace {

using namespace heed;
using Tensors = std::vector<Tensor>;

// Some as long as can be, some without a step, others between.
Indices lengths_for(const Tensor& x) {
  Indices lengths(Shape{x.size(0)});
  for (int64_t b = 0; b < lengths.numel(); ++b)
    lengths.mutable_data()[b] = x.size(1) - b * b * 3 % (x.size(1) + 1);
  return lengths;
}

SequenceOptions options_for(const Tensor& x, bool lengths, bool reverse) {
  SequenceOptions options{.reverse = reverse};
  if (lengths) options.lengths = lengths_for(x);
  return options;
}

// Shapes of the operands for (B, T, H).
std::vector<std::vector<Shape>> shapes_for(const Kind& kind, size_t operands) {
  std::vector<std::vector<Shape>> sets;
  for (const Shape& s : {Shape{1, 1, 1},
                         {2, 1, 3},
                         {1, 4, 2},
                         {3, 5, 2},
                         {0, 3, 2},
                         {2, 0, 3},
                         {2, 3, 0},
                         {2, 3, 37},
                         {9, 2, 16},
                         {37, 9, 33}}) {
    const int64_t rows = kind.gates * s[2];
    std::vector<Shape> all{{s[0], s[1], rows}, {rows, s[2]}, {rows}, {s[0], s[2]}, {s[0], s[2]}};
    all.resize(operands);
    sets.push_back(all);
  }
  return sets;
}

const Domain kStates{.low = -0.7, .high = 0.7};

OpRow row(const Kind& kind, const std::string& variant, size_t operands, bool lengths,
          bool reverse) {
  return {
      .name = kind.name + variant,
      .f =
          [=](auto& in) {
            return kind.call(in, options_for(in[0], lengths, reverse), Place::here());
          },
      .oracle = [=](auto& in) { return walked(kind, in, options_for(in[0], lengths, reverse)); },
      .shapes = shapes_for(kind, operands),
      // A larger weight would make chaos of many steps, which float and double see differently.
      .domains =
          std::vector<Domain>{kStates, {.low = -0.2, .high = 0.2}, kStates, kStates, kStates},
      .nan_stays = !lengths,  // behind a sequence's end nobody looks
  };
}

// All that can be wrong, for B = 2, T = 3, H = 4.
std::vector<ErrorCase> errors_of(const Kind& kind) {
  const int64_t rows = kind.gates * 4;
  const Tensor x = ones({2, 3, rows}), w = ones({rows, 4}), bias = ones({rows}), h0 = ones({2, 4});
  const auto call = [=](const Tensors& in, Place at) { return [=] { kind.call(in, {}, at); }; };
  const auto with = [=](const Indices& lengths, Place at) {
    return [=] { kind.call({x, w, bias, h0}, {.lengths = lengths}, at); };
  };
  const auto here = [](Place at = Place::here()) { return at; };
  const std::string rule = "needs input (B, T, ";
  return {
      throws<ShapeError>(call({x, ones({rows})}, here()), {"the weight is not", rule}),
      throws<ShapeError>(call({x, ones({1, rows, 4})}, here()), {"the weight is not"}),
      throws<ShapeError>(call({x, ones({rows + 1, 4})}, here()), {"the weight is not", "states"}),
      throws<ShapeError>(call({x, ones({4, rows + 1})}, here()), {"the weight is not"}),
      throws<ShapeError>(call({ones({3, rows}), w}, here()), {"input and weight do not fit"}),
      throws<ShapeError>(call({ones({1, 2, 3, rows}), w}, here()), {"input and weight", rule}),
      throws<ShapeError>(call({ones({2, 3, rows - 1}), w}, here()), {"input and weight", "^"}),
      throws<ShapeError>(call({ones({}), w}, here()), {"input and weight do not fit"}),
      throws<ShapeError>(call({x, w, ones({rows - 1})}, here()), {"bias and weight do not fit"}),
      throws<ShapeError>(call({x, w, ones({1, rows})}, here()), {"bias and weight do not fit"}),
      throws<ShapeError>(call({x, w, bias, ones({3, 4})}, here()), {"an initial state", "h0"}),
      throws<ShapeError>(call({x, w, bias, ones({2, 5})}, here()), {"an initial state", "(2, 5)"}),
      throws<ShapeError>(call({x, w, bias, ones({1, 2, 4})}, here()), {"states (B, H)"}),
      throws<ShapeError>(with(Indices(Shape{3}), here()),
                         {"not one length for each sequence", "here (2)"}),
      throws<ShapeError>(with(Indices(Shape{2, 1}), here()), {"not one length for each sequence"}),
      throws<ValueError>(with(Indices({2}, {3, 4}), here()),
                         {"4 at (1) of lengths is outside 0 to 3", "at most the number of steps"}),
      throws<ValueError>(with(Indices({2}, {-1, 3}), here()), {"-1 at (0) of lengths"}),
      throws<ValueError>(call({Tensor(), w}, here()), {"refers to nothing"}),
      throws<ValueError>(call({x, Tensor()}, here()), {"refers to nothing"}),
  };
}

OpRow with_errors(OpRow row, const Kind& kind) {
  row.errors = errors_of(kind);
  return row;
}

OpRow lstm_with_errors(OpRow row) {
  row = with_errors(row, lstm_kind);
  row.errors.push_back(throws<ShapeError>(
      [] {
        lstm(ones({2, 3, 16}), ones({16, 4}), {}, {}, ones({2, 3}));
      },
      {"an initial state does not fit", "c0"}));
  return row;
}

const Row tanh_rows[] = {
    {with_errors(row(tanh_rnn, "", 4, false, false), tanh_rnn)},
    {row(tanh_rnn, ", bare", 2, false, false)},
    {row(tanh_rnn, ", lengths", 4, true, false)},
    {row(tanh_rnn, ", reverse", 4, false, true)},
    {row(tanh_rnn, ", lengths and reverse", 3, true, true)},
};
const Row relu_rows[] = {
    {row(relu_rnn, ", relu", 4, false, false)},
    {row(relu_rnn, ", relu, lengths and reverse", 4, true, true)},
};
const Row gru_rows[] = {
    {with_errors(row(gru_kind, "", 4, false, false), gru_kind)},
    {row(gru_kind, ", bare", 2, false, false)},
    {row(gru_kind, ", lengths", 4, true, false)},
    {row(gru_kind, ", reverse", 4, false, true)},
    {row(gru_kind, ", lengths and reverse", 3, true, true)},
};
const Row lstm_rows[] = {
    {lstm_with_errors(row(lstm_kind, "", 5, false, false))},
    {row(lstm_kind, ", bare", 2, false, false)},
    {row(lstm_kind, ", lengths", 5, true, false)},
    {row(lstm_kind, ", reverse", 5, false, true)},
    {row(lstm_kind, ", lengths and reverse", 3, true, true)},
};

}  // namespace
