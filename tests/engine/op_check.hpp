// The table that every operation is tested by. One row says what an operation should be, and the
// tests in test_ops.cpp ask everything of every row: value, gradient, linearity, fan-out,
// accumulation, changed values, NaN, threads, leaks, errors. tests/engine/ops/test_NAME.cpp holds
// rows and nothing else (it is compiled in both precisions into one program, to compare them), in
// an anonymous namespace:
//
//   const Row row[] = {{{
//       .name = "softmax, middle axis",  // as in errors, "[softmax]"; after a comma, the variant
//       .f = [](auto& in) { return softmax(in[0], 1); },
//       .oracle = [](auto& in) { return …; },  // by xtensor (engine/array.hpp) or a plain loop
//       .shapes = {{{2, 3, 4}}, {{1, 1}}, {{0, 3}}, …},  // six sets at least, of a shape per input
//       .errors = {throws<ShapeError>([] { softmax(ones({}), 0); }, {"there is no axis 0"})},
//   }}};
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/gradcheck.hpp"

namespace heed::inline HEED_PRECISION {

// Where inputs are drawn from: evenly in [low, high), but not within `margin` of a kink.
struct Domain {
  double low = -2, high = 2;
  std::vector<double> kinks = {};
  double margin = 0.01;
};

// A call that must throw: the kind, pieces that the message must contain; and, without being told,
// the operation's name and the line in this file.
struct ErrorCase {
  std::function<void()> call;
  std::function<bool(const Error&)> is_kind;
  std::vector<std::string> pieces;
  Place at;
};
template <class Kind>
ErrorCase throws(std::function<void()> call, std::vector<std::string> pieces = {},
                 Place at = Place::here()) {
  const auto is_kind = [](const Error& e) { return dynamic_cast<const Kind*>(&e) != nullptr; };
  return {std::move(call), is_kind, std::move(pieces), at};
}

struct OpRow {
  std::string name;
  Function f;
  Function oracle;
  std::vector<std::vector<Shape>> shapes;
  Domain domain = {};                // of every input
  std::vector<Domain> domains = {};  // or of each
  std::vector<ErrorCase> errors = {};
  bool empty_is_legal = true;  // then one of the shapes must hold no numbers
  bool nan_stays = true;       // NaN in any input makes NaN in the result
  bool differentiable = true;

  std::string op() const { return name.substr(0, name.find(',')); }
};

inline std::vector<OpRow>& op_rows() {
  static std::vector<OpRow> rows;
  return rows;
}

// Enters a row into the table.
struct Row {
  Row(OpRow row) { op_rows().push_back(std::move(row)); }
};

// To write oracles with: plain loops over the definition, in double. A tensor given by its
// elements, and an element read as by broadcasting: from the right, always the same one along an
// axis of length 1.
Tensor tabulate(const Shape& shape, const std::function<double(const Shape& index)>& element);
double value_at(const Tensor& x, const Shape& index);
// Oracles of what goes element by element; two inputs are broadcast.
Function each(double (*definition)(double));
Function each(double (*definition)(double, double));

// The inputs for a row's set of shapes: the same numbers always, and in both precisions.
std::vector<Tensor> draw_inputs(const OpRow& row, size_t set);

// What is asked of a row. Each returns what is wrong: nothing, if all is well.
using Failures = std::vector<std::string>;
Failures check_form(const OpRow& row);      // are there enough shapes, and an oracle?
Failures check_value(const OpRow& row);     // against the oracle
Failures check_gradient(const OpRow& row);  // against central differences
Failures check_adding(const OpRow& row);    // backward() is linear; uses, calls and inputs add up
Failures check_each_alone(
    const OpRow& row);                     // an input's gradient whether or not others need theirs
Failures check_changes(const OpRow& row);  // a value changed since throws, or makes no difference
Failures check_nan(const OpRow& row);
Failures check_threads(const OpRow& row);    // one thread and four agree
Failures check_recording(const OpRow& row);  // nothing leaks, and nothing is recorded under NoGrad
Failures check_errors(const OpRow& row);

// What was checked so far in this process; test_ops.cpp leaves it in build/test-figures.json.
struct Checked {
  int64_t values = 0, gradients = 0, error_cases = 0;
  double worst_value = 0, worst_gradient = 0;
  std::string worst_gradient_at;
};
Checked& checked();

}  // namespace heed::inline HEED_PRECISION

namespace heed::checks {

// A row's results without precision, to compare that of one library with that of the other.
struct Outcome {
  std::string what;
  std::vector<double> numbers;
};

}  // namespace heed::checks

namespace heed::inline HEED_PRECISION {

std::vector<checks::Outcome> op_outcomes();  // values and gradients of every row

}  // namespace heed::inline HEED_PRECISION
