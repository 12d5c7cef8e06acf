// Dropout: how much it drops, and that backward drops the same.

#include <omp.h>

#include <algorithm>
#include <cmath>

#include "engine/ops/dropout.hpp"
#include "tests/catch.hpp"

using namespace heed;

TEST_CASE("dropout drops its share, keeps the mean, and backward drops the same numbers") {
  const int64_t n = 100'003;
  Tensor x = ones({n});
  x.requires_grad_();
  for (const double p : {0.1, 0.5, 0.9}) {
    Random random(11);
    const Tensor y = dropout(x, p, true, random);
    const double share = double(std::count(y.data(), y.data() + n, real(0))) / double(n);
    REQUIRE(std::abs(share - p) < 5 * std::sqrt(p * (1 - p) / double(n)));
    REQUIRE(*std::max_element(y.data(), y.data() + n) == real(1 / (1 - p)));
    x.zero_grad();
    y.backward(ones({n}));
    REQUIRE(std::equal(y.data(), y.data() + n, x.grad().data()));
  }
}

TEST_CASE("two dropouts of one stream differ, and the seed decides both") {
  Random random(1), again(1);
  const Tensor x = ones({1000});
  const auto drop = [&](Random& from) {
    const Tensor y = dropout(x, 0.5, true, from);
    return std::vector<real>(y.data(), y.data() + 1000);
  };
  const std::vector<real> first = drop(random), second = drop(random);
  REQUIRE(first != second);
  REQUIRE(first == drop(again));
  REQUIRE(second == drop(again));
}

TEST_CASE("what dropout drops does not depend on threads") {
  const Tensor x = ones({400'001});
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  Random one(2);
  const Tensor y = dropout(x, 0.3, true, one);
  omp_set_num_threads(4);
  Random four(2);
  const Tensor z = dropout(x, 0.3, true, four);
  omp_set_num_threads(before);
  REQUIRE(std::equal(y.data(), y.data() + y.numel(), z.data()));
}

TEST_CASE("dropout outside training is x itself, and draws nothing") {
  Random random(1);
  const Tensor x = ones({5});
  REQUIRE(dropout(x, 0.5, false, random).node() == x.node());
  REQUIRE(dropout(x, 0, true, random).node() == x.node());
  REQUIRE(random.position() == 0);
}
