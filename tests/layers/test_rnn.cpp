// Recurrent layers and cells: what they own, layers, directions, lengths, states, and their errors.
#include <cmath>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "layers/rnn.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

Tensor input(const Shape& shape, uint64_t seed = 7) {
  Random random(seed);
  return rand(shape, -1, 1, random);
}

// One tensor of all results, so that their gradients are checked together.
Tensor joined(const RecurrentResult& result) {
  return cat({flatten(result.output), flatten(result.h_n)}, 0);
}
Tensor joined(const LSTMResult& result) {
  return cat({flatten(result.output), flatten(result.h_n), flatten(result.c_n)}, 0);
}

// How many numbers a stack of recurrences learns.
int64_t owned_numbers(int64_t gates, int64_t in, int64_t hidden, const RecurrentOptions& options) {
  const int64_t directions = options.bidirectional ? 2 : 1;
  int64_t total = 0;
  for (int64_t layer = 0; layer < options.layers; ++layer)
    total += directions * gates * hidden *
             ((layer == 0 ? in : directions * hidden) + hidden + (options.bias ? 2 : 0));
  return total;
}

}  // namespace

TEST_CASE("recurrent layers own PyTorch's tensors and begin as PyTorch's") {
  GRU gru(3, 2, {.layers = 2, .bidirectional = true});
  CHECK(owned(gru) ==
        "weight_ih_l0 (6, 3), weight_hh_l0 (6, 2), bias_ih_l0 (6), bias_hh_l0 (6), "
        "weight_ih_l0_reverse (6, 3), weight_hh_l0_reverse (6, 2), bias_ih_l0_reverse (6), "
        "bias_hh_l0_reverse (6), "
        "weight_ih_l1 (6, 4), weight_hh_l1 (6, 2), bias_ih_l1 (6), bias_hh_l1 (6), "
        "weight_ih_l1_reverse (6, 4), weight_hh_l1_reverse (6, 2), bias_ih_l1_reverse (6), "
        "bias_hh_l1_reverse (6)");
  RNN rnn(3, 4, {.bias = false});
  CHECK(owned(rnn) == "weight_ih_l0 (4, 3), weight_hh_l0 (4, 4)");
  LSTM lstm(100, 100);
  double largest = 0;
  for (const Tensor& x : lstm.parameters())
    for (int64_t i = 0; i < x.numel(); ++i)
      largest = std::max(largest, std::abs(double(x.data()[i])));
  CHECK(largest <= 0.1);  // 1 / sqrt(100)
  CHECK(largest > 0.099);
}

TEST_CASE("recurrent layers have as many parameters as the formula says") {
  for (const RecurrentOptions& options : {RecurrentOptions{},
                                          {.layers = 3},
                                          {.bias = false},
                                          {.layers = 2, .bias = false, .bidirectional = true}}) {
    CHECK(RNN(5, 4, options).num_parameters() == owned_numbers(1, 5, 4, options));
    CHECK(GRU(5, 4, options).num_parameters() == owned_numbers(3, 5, 4, options));
    CHECK(LSTM(5, 4, options).num_parameters() == owned_numbers(4, 5, 4, options));
  }
  CHECK(RNNCell(5, 4).num_parameters() == 4 * (5 + 4 + 2));
  CHECK(GRUCell(5, 4).num_parameters() == 3 * 4 * (5 + 4 + 2));
  CHECK(LSTMCell(5, 4, false).num_parameters() == 4 * 4 * (5 + 4));
}

TEST_CASE("recurrent layers have the gradients of what they compute") {
  const Tensor x = input({2, 3, 2}), h = input({4, 2, 3}, 1), c = input({4, 2, 3}, 2);
  const Indices lengths(std::vector<int64_t>{3, 2});
  const RecurrentOptions options{.layers = 2, .bidirectional = true};
  RNN tanh(2, 3, options);
  check_gradients(tanh, [&] { return joined(tanh(x, h, lengths)); }, {x, h});
  GRU gru(2, 3, options);
  check_gradients(gru, [&] { return joined(gru(x, h, lengths)); }, {x, h});
  LSTM lstm(2, 3, options);
  check_gradients(lstm, [&] { return joined(lstm(x, {h, c}, lengths)); }, {x, h, c});
}

TEST_CASE("a layer's results have PyTorch's shapes") {
  LSTM layer(3, 5, {.layers = 2, .bidirectional = true});
  const auto [output, h_n, c_n] = layer(input({4, 7, 3}));
  CHECK(output.shape() == Shape{4, 7, 10});
  CHECK(h_n.shape() == Shape{4, 4, 5});
  CHECK(c_n.shape() == Shape{4, 4, 5});
  const Tensor last = slice(output, 1, -1), first = slice(output, 1, 0, 1);
  CHECK(difference(select(h_n, 0, 2), flatten(slice(last, 2, 0, 5), 1)) == 0);
  CHECK(difference(select(h_n, 0, 3), flatten(slice(first, 2, 5), 1)) == 0);
}

TEST_CASE("cells are the layers' single steps") {
  const Tensor x = input({2, 4, 3});
  GRU gru(3, 5);
  GRUCell gru_cell(3, 5);
  RNN rnn(3, 5, {}, Nonlinearity::relu);
  RNNCell rnn_cell(3, 5, true, Nonlinearity::relu);
  LSTM lstm(3, 5);
  LSTMCell lstm_cell(3, 5);
  const auto share = [](Recurrent& layer, RecurrentWeights& cell) { cell = layer.weights[0]; };
  share(gru, gru_cell), share(rnn, rnn_cell), share(lstm, lstm_cell);
  Tensor h_gru, h_rnn;
  LSTMState state;
  for (int64_t t = 0; t < 4; ++t) {
    const Tensor now = select(x, 1, t);
    h_gru = gru_cell(now, h_gru);
    h_rnn = rnn_cell(now, h_rnn);
    state = lstm_cell(now, state);
    CHECK(difference(h_gru, select(gru(x).output, 1, t)) < kSame);
    CHECK(difference(h_rnn, select(rnn(x).output, 1, t)) < kSame);
    CHECK(difference(state.h, select(lstm(x).output, 1, t)) < kSame);
  }
  CHECK(difference(state.c, select(lstm(x).c_n, 0, 0)) < kSame);
}

TEST_CASE("cells have the gradients of what they compute") {
  const Tensor x = input({2, 3}), h = input({2, 4}, 1), c = input({2, 4}, 2);
  RNNCell rnn(3, 4);
  check_gradients(rnn, [&] { return rnn(x, h); }, {x, h});
  GRUCell gru(3, 4, false);
  check_gradients(gru, [&] { return gru(x, h); }, {x, h});
  LSTMCell lstm(3, 4);
  const auto both = [&] {
    const auto [h_1, c_1] = lstm(x, {h, c});
    return cat({h_1, c_1}, 1);
  };
  check_gradients(lstm, both, {x, h, c});
}

TEST_CASE("recurrent layers drop between layers, in training only") {
  GRU layer(3, 4, {.layers = 2, .dropout = 0.5}), single(3, 4, {.dropout = 0.5});
  const Tensor x = input({2, 5, 3});
  CHECK(difference(layer(x).output, layer(x).output) > 0);
  CHECK(difference(layer(x).h_n, layer(x).h_n) > 0);
  CHECK(difference(single(x).output, single(x).output) == 0);  // there is nothing between
  layer.eval();
  CHECK(difference(layer(x).output, layer(x).output) == 0);
}

TEST_CASE("sequences without steps keep their initial state") {
  GRU layer(3, 4, {.bidirectional = true});
  const Tensor h_0 = input({2, 2, 4}, 1);
  const auto none = layer(input({2, 0, 3}), h_0);
  CHECK(none.output.shape() == Shape{2, 0, 8});
  CHECK(difference(none.h_n, h_0) == 0);
  const auto one = layer(input({2, 3, 3}), h_0, Indices({2}, {0, 3}));
  CHECK(difference(select(one.h_n, 1, 0), select(h_0, 1, 0)) == 0);
  CHECK(difference(select(one.output, 0, 0), zeros({3, 8})) == 0);
  CHECK(layer(input({0, 3, 3})).h_n.shape() == Shape{2, 0, 4});
}

TEST_CASE("recurrent layers say what they need") {
  GRU layer(3, 4);
  CHECK(contains(error_of([] { GRU(3, 0); }), "[GRU] hidden must be at least 1, it is 0"));
  CHECK(contains(error_of([] { LSTM(0, 2); }), "test_rnn.cpp"));
  CHECK(contains(error_of([] { RNN(3, 2, {.layers = 0}); }), "[RNN] layers must be at least 1"));
  CHECK(contains(error_of([] { LSTM(3, 2, {.dropout = 1.5}); }), "0 to 1"));
  CHECK(contains(error_of([] { GRUCell(3, -1); }), "[GRUCell] hidden must be at least 1"));
  CHECK(contains(error_of([&] { layer(ones({2, 3})); }), "needs (B, T, in), batch first"));
  CHECK(contains(error_of([&] { layer(ones({2, 5, 7})); }), "in GRU (layers/rnn.cpp"));
  CHECK(contains(error_of([&] {
                   layer(ones({2, 5, 3}), ones({2, 4}));
                 }),
                 "needs (layers D, B, H), here (1, 2, 4)"));
  CHECK(contains(error_of([&] {
                   layer(ones({2, 5, 3}), {}, Indices({2}, {1, 6}));
                 }),
                 "6 at (1) of lengths is outside 0 to 5"));
  LSTM lstm(3, 4);
  CHECK(contains(error_of([&] { lstm(ones({2, 5, 3}), {{}, ones({1, 3, 4})}); }), "c_0"));
  LSTMCell cell(3, 4);
  CHECK(contains(error_of([&] { cell(ones({3})); }), "unsqueeze(x, 0) makes a batch of one"));
  CHECK(contains(error_of([&] { cell(ones({2, 3}), {ones({3, 4}), {}}); }), "[lstm]"));
}
