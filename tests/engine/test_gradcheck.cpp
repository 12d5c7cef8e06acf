// gradcheck: it must find what is wrong, say where, and leave everything as it was.

#include <cmath>

#include "engine/gradcheck.hpp"
#include "engine/ops/activation.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

using Tensors = std::vector<Tensor>;

// x^2 elementwise, whose derivative is wrong at one element, by a factor.
Tensor flawed_square(const Tensor& x, int64_t where, double factor) {
  const Op op("flawed_square", Place::here());
  Tensor y = empty(x.shape());
  real* out = y.mutable_data();
  for (int64_t i = 0; i < x.numel(); ++i) out[i] = x.data()[i] * x.data()[i];
  return op.record(y, {x}, [=, saved = Saved(x)](Backward& step) {
    real* dx = step.add_to(0);
    for (int64_t i = 0; i < step.size(); ++i)
      dx[i] += step.dy()[i] * 2 * step.get(saved)[i] * real(i == where ? factor : 1);
  });
}

Tensor draw(const Shape& shape) {
  Random random(1);
  return rand(shape, 0.5, 2, random);
}

}  // namespace

TEST_CASE("gradcheck agrees with a right derivative") {
  const GradcheckResult result =
      gradcheck([](const Tensors& in) { return exp(in[0]) * in[1]; }, {draw({2, 9}), draw({9})});
  CHECK(result.ok);
  CHECK(result.checked == 27);
  CHECK(result.worst <= GradcheckOptions{}.tolerance);
}

TEST_CASE("gradcheck finds one wrong element and names it, with both numbers") {
  const auto f = [](const Tensors& in) { return flawed_square(in[0], 3, 1.1); };
  const GradcheckResult result = gradcheck(f, {draw({2, 9})});
  CHECK(!result.ok);
  CHECK_THAT(result.report, ContainsSubstring("input 0 (2, 9), element (0, 3): backward() says ") &&
                                ContainsSubstring(", differences say "));
}

TEST_CASE("in double gradcheck sees an error of one in a million") {
  const auto f = [](const Tensors& in) { return flawed_square(in[0], 3, 1 + 1e-6); };
  const bool is_double = sizeof(real) == sizeof(double);
  CHECK(gradcheck(f, {draw({2, 9})}).ok == !is_double);
}

TEST_CASE("gradcheck sees a gradient that is missing, or should not be there") {
  const auto cut = [](const Tensors& in) { return in[0] * in[0].detach(); };
  CHECK(!gradcheck(cut, {draw({3})}).ok);
  const auto constant = [](const Tensors& in) { return exp(in[0].detach()); };
  const GradcheckResult result = gradcheck(constant, {draw({3})});
  CHECK(!result.ok);
  CHECK_THAT(result.report, ContainsSubstring("backward() says 0,"));
}

TEST_CASE("gradcheck sees NaN") {
  const auto f = [](const Tensors& in) { return flawed_square(in[0], 1, NAN); };
  const GradcheckResult result = gradcheck(f, {draw({3})});
  CHECK(!result.ok);
  CHECK_THAT(result.report, ContainsSubstring("element (1)") && ContainsSubstring("nan"));
}

TEST_CASE("gradcheck leaves numbers, gradients and marks as they were") {
  Tensor x = draw({3}), w = draw({3}).requires_grad_();
  (w * 2.0).backward(ones({3}));
  const Tensor before = x.clone();
  CHECK(gradcheck([&](const Tensors& in) { return in[0] * w; }, {x, w}).ok);
  for (int64_t i = 0; i < 3; ++i) {
    CHECK(x.at({i}) == before.at({i}));
    CHECK(w.grad().at({i}) == 2);
  }
  CHECK(!x.requires_grad());
  CHECK(!x.grad().defined());
  CHECK(w.requires_grad());
}

TEST_CASE("gradcheck takes scalars, empty tensors, and the same tensor twice") {
  const auto product = [](const Tensors& in) { return in[0] * in[1]; };
  const GradcheckResult scalar = gradcheck(product, {Tensor(2.0), Tensor(3.0)});
  CHECK(scalar.ok);
  CHECK_THAT(scalar.report, ContainsSubstring("(), element ()"));
  const GradcheckResult empty = gradcheck(product, {zeros({0, 3}), zeros({0, 3})});
  CHECK(empty.ok);
  CHECK(empty.checked == 0);
  const Tensor x = draw({3});
  CHECK(gradcheck(product, {x, x}).ok);
}

TEST_CASE("gradcheck of a large input checks as many elements as it is told") {
  GradcheckOptions options;
  options.samples = 5;
  const auto f = [](const Tensors& in) { return in[0] * in[1]; };
  CHECK(gradcheck(f, {draw({100}), draw({3, 1})}, options).checked == 8);
}

TEST_CASE("gradcheck refuses what it cannot check") {
  const auto f = [](const Tensors& in) { return in[0] * 2.0; };
  CHECK_THROWS_AS(gradcheck(f, {}), ValueError);
  CHECK_THROWS_WITH(gradcheck(f, {Tensor()}),
                    ContainsSubstring("test_gradcheck.cpp:") && ContainsSubstring("undefined"));
  CHECK_THROWS_WITH(gradcheck(f, {exp(draw({3}).requires_grad_())}),
                    ContainsSubstring("is the result of [exp]") && ContainsSubstring("detach()"));
  CHECK_THROWS_WITH(gradcheck(f, {Tensor({2}, {1, real(NAN)})}),
                    ContainsSubstring("is not finite"));
  const Tensor x = draw({3});
  CHECK_THROWS_WITH(gradcheck(f, {x, x.detach()}),
                    ContainsSubstring("input 1 shares its numbers with input 0"));
  Random random(1);
  const auto by_chance = [&](const Tensors& in) { return in[0] * random.uniform(); };
  CHECK_THROWS_WITH(gradcheck(by_chance, {x}), ContainsSubstring("something else the second time"));
  const NoGrad no_grad;
  CHECK_THROWS_WITH(gradcheck(f, {x}), ContainsSubstring("NoGrad"));
}
