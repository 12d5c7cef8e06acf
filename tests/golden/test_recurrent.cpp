// Recurrent layers, cells and their attention against PyTorch's.

#include "layers/recurrent_attention.hpp"
#include "layers/rnn.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

constexpr int64_t kIn = 3, kHidden = 2;  // as in recurrent.py
const Indices lengths(std::vector<int64_t>{4, 1, 3});

Tensor nth(const std::vector<Tensor>& in, size_t i) { return i < in.size() ? in[i] : Tensor(); }

Outputs results(const RecurrentResult& r) { return {r.output, r.h_n}; }
Outputs results(const LSTMResult& r) { return {r.output, r.h_n, r.c_n}; }
Tensor state(const Recurrent&, const std::vector<Tensor>& in) { return nth(in, 1); }
LSTMState state(const LSTM&, const std::vector<Tensor>& in) { return {nth(in, 1), nth(in, 2)}; }

// Every combination of layers, directions, bias and initial state; each without lengths, then with.
template <class Make>
void check_layer(const std::string& kind, const Make& make) {
  const Golden golden("recurrent");
  for (int option = 0; option < 16; ++option) {
    const RecurrentOptions options{
        .layers = option & 1 ? 2 : 1, .bias = bool(option & 2), .bidirectional = bool(option & 4)};
    const std::string name = kind + "/" + std::to_string(options.layers) +
                             (options.bidirectional ? " two" : "") + (options.bias ? " bias" : "") +
                             (option & 8 ? " state" : "");
    const auto layer = make(options);
    check_golden_case(golden, name, layer.get(), [&](auto& in) {
      Outputs all = results((*layer)(in[0], state(*layer, in)));
      for (const Tensor& y : results((*layer)(in[0], state(*layer, in), lengths))) all.push_back(y);
      return all;
    });
  }
}

template <class Cell, class Run>
void check_cell(const std::string& kind, const Run& run, Nonlinearity f = Nonlinearity::tanh) {
  const Golden golden("recurrent");
  for (const char* variant : {"", " bias", " state", " bias state"}) {
    const bool bias = std::string(variant).find("bias") != std::string::npos;
    Cell cell(kIn, kHidden, bias);
    if constexpr (std::is_same_v<Cell, RNNCell>) cell.nonlinearity = f;
    check_golden_case(golden, kind + "/cell" + variant, &cell,
                      [&](auto& in) { return run(cell, in); });
  }
}

template <class Attention>
void check_attention(const std::string& kind, Attention& layer) {
  const Golden golden("recurrent");
  const auto run = [&](const KeyOptions& options) {
    return [&layer, options](const std::vector<Tensor>& in) {
      const auto [context, weights] = layer(in[0], layer.project(in[1]), in[1], options);
      return Outputs{context, weights};
    };
  };
  Module* owner = layer.num_parameters() > 0 ? &layer : nullptr;
  check_golden_case(golden, "attention/" + kind, owner, run({}));
  check_golden_case(golden, "attention/" + kind + " masked", owner, run({.lengths = lengths}));
}

}  // namespace

TEST_CASE("golden: RNN, with every option") {
  check_layer("rnn tanh",
              [](auto& options) { return std::make_unique<RNN>(kIn, kHidden, options); });
  check_layer("rnn relu", [](auto& options) {
    return std::make_unique<RNN>(kIn, kHidden, options, Nonlinearity::relu);
  });
}

TEST_CASE("golden: GRU, with every option") {
  check_layer("gru", [](auto& options) { return std::make_unique<GRU>(kIn, kHidden, options); });
}

TEST_CASE("golden: LSTM, with every option") {
  check_layer("lstm", [](auto& options) { return std::make_unique<LSTM>(kIn, kHidden, options); });
}

TEST_CASE("golden: recurrent cells") {
  const auto plain = [](auto& cell, const std::vector<Tensor>& in) {
    return Outputs{cell(in[0], nth(in, 1))};
  };
  check_cell<RNNCell>("rnn tanh", plain);
  check_cell<RNNCell>("rnn relu", plain, Nonlinearity::relu);
  check_cell<GRUCell>("gru", plain);
  check_cell<LSTMCell>("lstm", [](auto& cell, const std::vector<Tensor>& in) {
    const auto [h, c] = cell(in[0], {nth(in, 1), nth(in, 2)});
    return Outputs{h, c};
  });
}

TEST_CASE("golden: additive, dot, general and concat attention, masked and unmasked") {
  AdditiveAttention additive(2, 3, 5, true);
  check_attention("additive", additive);
  LuongAttention dot(3, 3, LuongScore::dot), general(2, 3);
  LuongAttention concat(2, 3, LuongScore::concat, 5);
  check_attention("dot", dot);
  check_attention("general", general);
  check_attention("concat", concat);
}
