// Which operation made the first NaN, forward or backward?

#include <cmath>
#include <limits>

#include "engine/anomaly.hpp"
#include "engine/ops.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Tensor leaf(const std::vector<real>& values) {
  return Tensor({int64_t(values.size())}, values).requires_grad_();
}

// The message of the NumericalError that call() throws.
template <class Call>
std::string anomaly_in(const Call& call) {
  try {
    call();
  } catch (const NumericalError& error) {
    return error.what();
  }
  return "nothing was found";
}

}  // namespace

TEST_CASE("a finite loss is computed once and returned") {
  int runs = 0;
  const Tensor loss = finite([&] { return ++runs, Tensor(2.0) * 3.0; });
  CHECK(loss.item() == 6);
  CHECK(runs == 1);
}

TEST_CASE("a loss that is NaN names the first operation that made one, and its line") {
  std::string text;
  try {
    finite([] { return sum(sqrt(Tensor({2}, {4, -1})) * 2.0); });
  } catch (const NumericalError& error) {
    text = error.what();
  }
  INFO(text);
  CHECK(text.find("tests/engine/test_anomaly.cpp") != std::string::npos);
  CHECK(text.find("[sqrt] NaN or infinity came out of finite numbers") != std::string::npos);
}

TEST_CASE("the second look at a NaN sees the same random numbers") {
  manual_seed(3);
  std::vector<real> drawn;
  CHECK_THROWS_AS(finite([&] {
                    drawn.push_back(rand({1}).item());
                    return log(Tensor(-1.0));
                  }),
                  NumericalError);
  REQUIRE(drawn.size() == 2);
  CHECK(drawn[0] == drawn[1]);
}

TEST_CASE("the backward that makes the first infinity is named, with the line that called it") {
  const DetectAnomaly detect;
  Tensor x = leaf({4, 0});
  const int line = __LINE__ + 1;
  const Tensor root = sqrt(x);
  const Tensor loss = sum(exp(root * 2.0));  // all of it finite
  const std::string text = anomaly_in([&] { loss.backward(); });
  INFO(text);
  const std::string place = "tests/engine/test_anomaly.cpp:" + std::to_string(line);
  CHECK(text.find(place + ": [backward] the backward of [sqrt], called at " + place +
                  ", made NaN or infinity out of finite numbers") == 0);
  CHECK(text.find("dy  (2)") != std::string::npos);
  CHECK(text.find("dx  (2)") != std::string::npos);
  CHECK(!x.grad().defined());
}

TEST_CASE("the first backward to blame is named, not those that pass it on") {
  const DetectAnomaly detect;
  Tensor x = leaf({1, 2, 3});
  Tensor inner = x * 1.0;                         // passes on what is behind
  const Tensor zero = sum(inner) - 6.0;           // 0
  const Tensor loss = sqrt(zero) * 2.0 + sum(x);  // sqrt' is infinite there
  CHECK(anomaly_in([&] { loss.backward(); }).find("the backward of [sqrt]") != std::string::npos);
  Tensor a = leaf({0}), b = leaf({0});
  // 0 times an infinite slope: the mask comes too late, and NaN comes out.
  const Tensor masked = sum(where(Mask(Shape{1}, uint8_t(0)), sqrt(a), b));
  CHECK(anomaly_in([&] { masked.backward(); }).find("the backward of [sqrt]") != std::string::npos);
}

TEST_CASE("a NaN that only one of two inputs gets is found") {
  const DetectAnomaly detect;
  Tensor base = leaf({0}), exponent = leaf({0.5});
  const Tensor y = pow(base, 0.5) + exponent;
  CHECK(anomaly_in([&] { y.backward(); }).find("the backward of [pow") != std::string::npos);
}

TEST_CASE("an operation whose gradient overflows is the one that is named") {
  const DetectAnomaly detect;
  const real large = std::numeric_limits<real>::max() / 4;
  const auto check = [&](const char* op, const std::function<Tensor(const Tensor&)>& f) {
    Tensor x = leaf({real(0.5)});
    const Tensor y = f(x), scaled = y * 2.0;
    const std::string text = anomaly_in([&] { scaled.backward(full(y.shape(), large)); });
    INFO(op << ": " << text);
    CHECK(text.find(std::string("the backward of [") + op + "]") != std::string::npos);
  };
  check("exp", [](const Tensor& x) { return exp(x + 3.0); });
  check("log", [](const Tensor& x) { return log(x * 0.1); });
  check("sqrt", [](const Tensor& x) { return sqrt(x * 1e-6); });
  check("div", [](const Tensor& x) { return x / Tensor({1}, {real(1e-3)}); });
  check("matmul", [](const Tensor& x) { return matmul(reshape(x, {1, 1}), full({1, 1}, 9)); });
}

TEST_CASE("what comes into backward is told from what is made there") {
  const DetectAnomaly detect;
  Tensor x = leaf({1, 2});
  for (const double bad : {double(NAN), kInfinity}) {
    const Tensor given = exp(x);
    CHECK_THROWS_WITH(
        given.backward(Tensor({2}, {real(bad), 1})),
        ContainsSubstring("the backward of [exp]") &&
            ContainsSubstring("was given NaN or infinity") &&
            ContainsSubstring("from a hook, or from the gradient given to backward()"));
  }
  Tensor y = x * 2.0;
  y.register_hook([](const Tensor& grad) { return grad / 0.0; });
  const Tensor hooked = sum(exp(y));
  CHECK(anomaly_in([&] { hooked.backward(); }).find("[div] NaN or infinity came out") !=
        std::string::npos);  // the hook's own operation
}

TEST_CASE("a NaN that an earlier backward left in a leaf is not blamed on a later one") {
  Tensor x = leaf({0, 1});
  sum(sqrt(x)).backward();  // unwatched
  REQUIRE(!std::isfinite(x.grad().data()[0]));
  const DetectAnomaly detect;
  const Tensor loss = sum(x * 2.0);
  CHECK_THROWS_WITH(loss.backward(), ContainsSubstring("the backward of [mul]") &&
                                         ContainsSubstring("would add to NaN or infinity") &&
                                         ContainsSubstring("zero_grad()"));
  CHECK(!x.grad().defined());
  sum(x * 2.0).backward();
  CHECK(x.grad().data()[0] == 2);
}

TEST_CASE("a graph of finite gradients passes, masks with infinite scores too") {
  const DetectAnomaly detect;
  Tensor x = leaf({1, 2, 3});
  const Tensor scores = where(Mask(Shape{3}, std::vector<uint8_t>{1, 0, 1}), x, -kInfinity);
  sum(softmax(scores, 0) * leaf({1, 2, 3})).backward();
  for (int64_t i = 0; i < 3; ++i) CHECK(std::isfinite(x.grad().data()[i]));
}

TEST_CASE("unwatched, backward makes what it makes; a watch ends with its scope") {
  Tensor x = leaf({0});
  { const DetectAnomaly detect; }
  sum(sqrt(x)).backward();
  CHECK(std::isinf(x.grad().data()[0]));
}
