// finite(): which operation made the first NaN?

#include "engine/anomaly.hpp"
#include "engine/ops.hpp"
#include "tests/catch.hpp"

using namespace heed;

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
