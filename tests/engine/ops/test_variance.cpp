// Rows: var and std.

#include <cmath>

#include "engine/ops/reduce.hpp"
#include "tests/engine/ops/reduction_rows.hpp"

namespace {

using namespace heed;

double squares(const Numbers& numbers) {
  double mean = 0, sum = 0;
  for (const double v : numbers) mean += v / double(numbers.size());
  for (const double v : numbers) sum += (v - mean) * (v - mean);
  return sum;
}
double without_correction(const Numbers& numbers) {
  return squares(numbers) / double(numbers.size());
}
double with_bessels(const Numbers& numbers) {
  return squares(numbers) / double(numbers.size() - 1);
}
double with_two(const Numbers& numbers) { return squares(numbers) / double(numbers.size() - 2); }

Tensor var_0(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return var(x, dims, keepdim, 0, at);
}
Tensor var_1(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return var(x, dims, keepdim, 1, at);
}
Tensor var_2(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return var(x, dims, keepdim, 2, at);
}
Tensor std_0(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return heed::std(x, dims, keepdim, 0, at);
}
Tensor std_1(const Tensor& x, const Dims& dims, bool keepdim, Place at) {
  return heed::std(x, dims, keepdim, 1, at);
}

const bool entered = [] {
  enter({"var, no correction", var_0, without_correction, false});
  enter({"std, no correction", std_0,
         [](const Numbers& numbers) { return std::sqrt(without_correction(numbers)); }, false});
  return true;
}();

OpRow with_errors(OpRow row, std::vector<ErrorCase> errors) {
  row.errors = std::move(errors);
  return row;
}

// Groups of three numbers at least, so that there is something to divide by.
const std::vector<std::vector<Shape>> enough = {{{1, 3}},  {{3}},         {{2, 5}},   {{0, 3}},
                                                {{5, 37}}, {{3, 2, 257}}, {{3, 3001}}};
std::vector<std::vector<Shape>> not_empty() {
  std::vector<std::vector<Shape>> shapes = enough;
  shapes.erase(shapes.begin() + 3);
  return shapes;
}

const Row rows[] = {
    {with_errors(
        row({"var", var_1, with_bessels, false}, "last axis", {-1}, false, enough),
        {throws<ShapeError>(
             [] {
               var(ones({2, 3}), 2);
             },
             {"there is no axis 2"}),
         throws<ShapeError>(
             [] {
               var(ones({2, 3}), {0, -2});
             },
             {"axis -2 is named twice"}),
         throws<ValueError>(
             [] {
               var(ones({2, 3}), 1, false, NAN);
             },
             {"correction is nan", "x  (2, 3)", "finite number"}),
         throws<ValueError>([] { var(ones({2}), {}, false, INFINITY); }, {"correction is inf"})})},
    {row({"var", var_1, with_bessels, false}, "all", {}, true, not_empty())},
    {row({"var", var_2, with_two, false}, "correction 2", {-1}, true, enough)},
    {with_errors(
        row({"std", std_1, [](const Numbers& x) { return std::sqrt(with_bessels(x)); }, false},
            "last axis", {-1}, false, enough),
        {throws<ShapeError>([] { heed::std(ones({}), -1); }, {"a scalar () has no axes"}),
         throws<ValueError>([] { heed::std(ones({2}), {}, true, -INFINITY); },
                            {"correction is -inf"})})},
    {row({"std", std_1, [](const Numbers& x) { return std::sqrt(with_bessels(x)); }, false}, "all",
         {}, false, not_empty())},
};

}  // namespace
