// The steps of the mini-example.
#include "lessons/06_self_attention/mini_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "engine/ops.hpp"
#include "lessons/show/code.hpp"

namespace lesson06 {

using namespace heed;
using show::Array;
using show::Code;

namespace {

MiniStep compare(const std::string& name, const Code<Array>& xtensor, const Code<Tensor>& engine,
                 Array& array_result, Tensor& tensor) {
  array_result = xtensor.run();
  tensor = engine.run();
  double largest = 0;
  for (int64_t i = 0; i < tensor.numel(); ++i)
    largest =
        std::max(largest, std::abs(double(array_result.data()[i]) - double(tensor.data()[i])));
  std::ostringstream numbers;
  for (int64_t row = 0; row < tensor.size(0); ++row) {
    numbers << (row == 0 ? "[" : " ");
    for (int64_t column = 0; column < tensor.size(1); ++column)
      numbers << fmt::format("{:>9.4f}", tensor.at({row, column}));
    numbers << (row + 1 == tensor.size(0) ? "]" : "\n");
  }
  return {name, show::listing(xtensor.text), show::listing(engine.text), numbers.str(), largest};
}

// NumPy's a @ b, by broadcasting: (n, m, 1) times (1, m, k), summed over m.
Array dot(const Array& a, const Array& b) {
  const Array sums = xt::sum(xt::view(a, xt::all(), xt::all(), xt::newaxis()) *
                                 xt::view(b, xt::newaxis(), xt::all(), xt::all()),
                             {1});
  return sums;
}

}  // namespace

// Every step names its result; the next one uses it.
std::vector<MiniStep> mini_steps(const Tensor& x, const Tensor& wq, const Tensor& wk,
                                 const Tensor& wv) {
  const Array a = array(x), bq = array(wq), bk = array(wk), bv = array(wv);
  Array qa, ka, va, sa, wa, ya;
  Tensor q, k, v, s, w, y;
  return {
    compare("queries", LESSON_CODE(Array, return dot(a, bq);),
            LESSON_CODE(Tensor, return matmul(x, wq);), qa, q),
        compare("keys", LESSON_CODE(Array, return dot(a, bk);),
                LESSON_CODE(Tensor, return matmul(x, wk);), ka, k),
        compare("values", LESSON_CODE(Array, return dot(a, bv);),
                LESSON_CODE(Tensor, return matmul(x, wv);), va, v),
        compare("scores", LESSON_CODE(Array, return dot(qa, xt::transpose(ka)) / std::sqrt(2.0);),
                LESSON_CODE(Tensor, return matmul(q, transpose(k, 0, 1)) / std::sqrt(2.0);), sa, s),
        compare("weights",
                LESSON_CODE(Array, const Array top = xt::amax(sa, {1}, xt::keep_dims);
                            const Array powers = xt::exp(sa - top);
                            const Array total = xt::sum(powers, {1}, xt::keep_dims);
                            return powers / total;),
                LESSON_CODE(Tensor, return softmax(s, -1);), wa, w),
        compare("output", LESSON_CODE(Array, return dot(wa, va);),
                LESSON_CODE(Tensor, return matmul(w, v);), ya, y),
  };
}

}  // namespace lesson06
