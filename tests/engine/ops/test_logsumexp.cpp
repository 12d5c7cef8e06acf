// Rows: logsumexp.

#include <cmath>

#include "engine/ops/reduce.hpp"
#include "tests/engine/ops/reduction_rows.hpp"

namespace {

using namespace heed;

double by_definition(const Numbers& numbers) {
  double sum = 0;
  for (const double v : numbers) sum += std::exp(v);
  return std::log(sum);
}

const bool entered = [] {
  enter({"logsumexp", logsumexp, by_definition, false});
  return true;
}();

OpRow spread_out() {
  OpRow far =
      row({"logsumexp", logsumexp, by_definition, false, {.low = -60, .high = 60}}, "far apart",
          {-1}, false, {{{1}}, {{2}}, {{3, 7}}, {{1, 35}}, {{5, 1}}, {{3, 2, 67}}});
  far.errors = {
      throws<ShapeError>(
          [] {
            logsumexp(ones({2, 3}), 2);
          },
          {"there is no axis 2"}),
      throws<ShapeError>([] { logsumexp(ones({}), 0); }, {"a scalar () has no axes"}),
      throws<ShapeError>(
          [] {
            logsumexp(ones({2, 3}), {0, 0});
          },
          {"axis 0 is named twice"}),
  };
  return far;
}

const Row rows[] = {{spread_out()}};

}  // namespace
