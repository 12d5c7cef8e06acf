// Golden vectors of recurrent cells and of a step of Bahdanau's attention, in double, to 1e-6.

#include <cmath>

#include "layers/recurrent_attention.hpp"
#include "layers/rnn_cell.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

// Parameter p, element k is scale sin(0.37 (k + 1) + 1.3 p); an input's is sin(0.05 k).
void fill(Tensor& x, int p, double scale) {
  real* values = x.mutable_data();
  for (int64_t k = 0; k < x.numel(); ++k)
    values[k] = scale * std::sin(0.37 * double(k + 1) + 1.3 * p);
}

void fill(RecurrentWeights& cell) {
  int p = 0;
  for (Tensor* x : {&cell.weight_ih, &cell.weight_hh, &cell.bias_ih, &cell.bias_hh})
    fill(*x, p++, 0.1);
}

Tensor wave(const Shape& shape) {
  Tensor x = empty(shape);
  real* values = x.mutable_data();
  for (int64_t k = 0; k < x.numel(); ++k) values[k] = std::sin(0.05 * double(k));
  return x;
}

void check(const Tensor& x, const std::vector<double>& expected) {
  REQUIRE(x.numel() == int64_t(expected.size()));
  for (size_t i = 0; i < expected.size(); ++i) {
    INFO("element " << i);
    CHECK_THAT(x.data()[i], Catch::Matchers::WithinAbs(expected[i], 1e-6));
  }
}

}  // namespace

TEST_CASE("golden: a GRUCell's and an LSTMCell's step are PyTorch's") {
  GRUCell gru(3, 2);
  fill(gru);
  check(gru(wave({1, 3}), wave({1, 2})), {-.07205535, -.03395669});
  LSTMCell lstm(3, 2);
  fill(lstm);
  const auto [h, c] = lstm(wave({1, 3}), {wave({1, 2}), wave({1, 2})});
  check(h, {-.03821403, -.01563368});
  check(c, {-.07866417, -.0312538});
}

TEST_CASE("golden: a step of Bahdanau's attention") {
  AdditiveAttention layer(3, 6, 5);
  fill(layer.query_proj.weight, 0, 1);
  fill(layer.key_proj.weight, 1, 1);
  fill(layer.v, 2, 1);
  const Tensor h = wave({1, 4, 6}), s = wave({1, 3}), keys = layer.project(h);
  const auto [context, weights] = layer(s, keys, h);
  check(weights, {.23033217, .29595083, .25520249, .21851451});
  check(context, {.40272591, .44518087, .48652311, .52664929, .56545912, .60285561});
  const std::vector<double> scores{.52649327, .77716412, .62902811, .47382319};
  for (size_t j = 1; j < 4; ++j)  // the weights know the scores but for a number added to all
    CHECK_THAT(std::log(weights.data()[j] / weights.data()[0]),
               Catch::Matchers::WithinAbs(scores[j] - scores[0], 1e-6));
}
