// Rows: norm, for every kind of p.

#include <algorithm>
#include <cmath>

#include "engine/ops/reduce.hpp"
#include "tests/engine/ops/reduction_rows.hpp"

namespace {

using namespace heed;

template <int Tenths>
Tensor norm_of(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return norm(x, Tenths / 10.0, dims, keepdim, at);
}
template <int Tenths>
double by_definition(const Numbers& numbers) {
  double sum = 0;
  for (const double v : numbers) sum += std::pow(std::abs(v), Tenths / 10.0);
  return std::pow(sum, 10.0 / Tenths);
}

Tensor largest_of(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return norm(x, INFINITY, dims, keepdim, at);
}
Tensor smallest_of(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return norm(x, -INFINITY, dims, keepdim, at);
}
double largest(const Numbers& numbers) {
  double y = 0;
  for (const double v : numbers) y = std::max(y, std::abs(v));
  return y;
}
double smallest(const Numbers& numbers) {
  double y = INFINITY;
  for (const double v : numbers) y = std::min(y, std::abs(v));
  return y;
}
double nonzero(const Numbers& numbers) {
  return double(numbers.size()) - double(std::count(numbers.begin(), numbers.end(), 0.0));
}

const Domain not_0 = {.kinks = {0}, .margin = 0.1};

const std::vector<std::vector<Shape>> few = {{{1}},     {{2}},    {{3, 7}},     {{0, 3}},
                                             {{1, 35}}, {{5, 1}}, {{3, 2, 67}}, {{5, 301}}};

template <int Tenths>
OpRow of_p(const char* variant) {
  return row({"norm", norm_of<Tenths>, by_definition<Tenths>, false, not_0}, variant, {-1}, false,
             few);
}

OpRow with_errors(OpRow row) {
  row.errors = {
      throws<ShapeError>(
          [] {
            norm(ones({2, 3}), 2, 2);
          },
          {"there is no axis 2"}),
      throws<ShapeError>(
          [] {
            norm(ones({2, 3}), 1, {0, -2});
          },
          {"axis -2 is named twice"}),
      throws<ShapeError>([] { norm(ones({}), INFINITY, 0); }, {"a scalar () has no axes"}),
      throws<ValueError>(
          [] {
            norm(ones({2, 3}), NAN);
          },
          {"p is NaN", "x  (2, 3)"}),
      throws<ShapeError>(
          [] {
            norm(ones({2, 0}), INFINITY, 1);
          },
          {"nothing to choose from", "x  (2, 0)"}),
      throws<ShapeError>(
          [] {
            norm(ones({2, 0}), -INFINITY);
          },
          {"nothing to choose from"}),
      throws<ShapeError>([] { norm(ones({0}), -1); }, {"nothing to choose from"}),
  };
  return row;
}

const bool entered = [] {
  enter({"norm", norm_of<20>, by_definition<20>, true, not_0});
  return true;
}();

OpRow counting() {
  return row(
      {"norm",
       [](auto& x, auto& dims, bool keepdim, Place at) { return norm(x, 0, dims, keepdim, at); },
       nonzero, false, not_0},
      "p = 0", {-1}, true, few);
}

const Row rows[] = {
    {with_errors(of_p<10>("p = 1"))},
    {of_p<5>("p = 0.5")},
    {of_p<15>("p = 1.5")},
    {of_p<30>("p = 3")},
    {of_p<-10>("p = -1")},
    {counting()},
    {row({"norm", norm_of<30>, by_definition<30>, false, not_0}, "p = 3, first axis", {0}, true,
         {{{1}}, {{2}}, {{7, 3}}, {{3, 0}}, {{35, 1}}, {{1, 5}}, {{67, 2, 3}}, {{501, 21}}})},
    {row({"norm", largest_of, largest, false, not_0}, "p = inf", {-1}, false, few)},
    {row({"norm", smallest_of, smallest, false, not_0}, "p = -inf", {-1}, true, few)},
};

}  // namespace
