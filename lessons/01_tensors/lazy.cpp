// The trap of xtensor: an expression that is kept is a recipe, and is cooked again at every read.
#include <fmt/format.h>

#include <iostream>

#include "engine/ops/arithmetic.hpp"
#include "engine/random.hpp"
#include "lessons/01_tensors/numbered.hpp"
#include "lessons/01_tensors/sections.hpp"
#include "lessons/show/code.hpp"

namespace lesson {

using namespace heed;
using show::Array;

namespace {

constexpr int64_t kReads = 5;

struct Findings {
  std::vector<double> kept, computed;  // calls of the function after 1, 2, … reads
  double kept_apart, computed_apart;   // the largest |noise - noise|
  real before, after;                  // a kept a + 1, when a becomes a + 100
  real engine_before, engine_after;    // the engine's
};

// E is an expression of xtensor or an array: nothing here shows which.
template <class E>
std::vector<double> calls_while_reading(const E& values, const int64_t& calls) {
  std::vector<double> after;
  for (int64_t read = 0; read < kReads; ++read) {
    [[maybe_unused]] const Array total = xt::sum(values);
    after.push_back(double(calls));
  }
  return after;
}

template <class E>
double largest_difference_to_itself(const E& values) {
  const Array apart = xt::abs(values - values);
  const Array largest = xt::amax(apart);
  return double(largest());
}

template <class E>
std::pair<real, real> before_and_after(const E& values, Array& operand) {
  const real before = values(0, 0);
  operand += real(100);
  return {before, values(0, 0)};
}

void count_calls(Findings& found, const Array& a) {
  int64_t calls = 0;
  const auto square = [&calls](real value) { return ++calls, value * value; };
  found.kept = calls_while_reading(xt::make_lambda_xfunction(square, a), calls);
  calls = 0;
  found.computed = calls_while_reading(Array(xt::make_lambda_xfunction(square, a)), calls);
}

void subtract_from_itself(Findings& found, const Array& a, uint64_t seed) {
  Random random(seed);
  const auto noisy = [&random](real value) { return value + real(random.normal()); };
  found.kept_apart = largest_difference_to_itself(xt::make_lambda_xfunction(noisy, a));
  found.computed_apart = largest_difference_to_itself(Array(xt::make_lambda_xfunction(noisy, a)));
}

Findings measure(uint64_t seed) {
  Findings found{};
  Tensor x = numbered();
  Array a = array(x);
  count_calls(found, a);
  subtract_from_itself(found, a, seed);
  std::tie(found.before, found.after) = before_and_after(a + real(1), a);
  const Tensor y = x + 1.0;
  found.engine_before = y.at({0, 0});
  for (int64_t i = 0; i < x.numel(); ++i) x.mutable_data()[i] += 100;
  found.engine_after = y.at({0, 0});
  return found;
}

std::vector<std::vector<std::string>> cells_of(const Findings& found) {
  return {{fmt::format("calls of f for 12 numbers, summed {} times", kReads),
           fmt::format("{:.0f}", found.kept.back()), fmt::format("{:.0f}", found.computed.back())},
          {"largest |noise - noise|", fmt::format("{:.2f}", found.kept_apart),
           fmt::format("{:.2f}", found.computed_apart)},
          {"a + 1, before and after a grows by 100",
           fmt::format("{:.0f}, {:.0f}", found.before, found.after),
           fmt::format("{:.0f}, {:.0f}", found.engine_before, found.engine_after)}};
}

const std::vector<std::string> kHeader = {"", "kept expression", "computed"};

void record(show::Run& run, const Findings& found) {
  run.figure("calls_of_kept_expression", found.kept.back(), show::Range{60, 60});
  run.figure("calls_when_computed_once", found.computed.back(), show::Range{12, 12});
  run.figure("kept_noise_minus_itself", found.kept_apart, show::Range{1.794, 2.616});
}

std::string draw_calls(const Findings& found) {
  std::vector<std::string> reads;
  for (int64_t read = 1; read <= kReads; ++read) reads.push_back(std::to_string(read));
  return show::bar_plot(
      {"Every read computes again",
       fmt::format(
           "Bars for 1 to {} sums. The kept expression has called the function 12, 24, … {:.0f} "
           "times; the computed array always 12.",
           kReads, found.kept.back()),
       "times it was summed", "calls of f so far"},
      reads, {{"kept expression", found.kept}, {"computed array", found.computed}});
}

void describe_recipe(show::Page& page) {
  page.heading("A kept expression is a recipe")
      .text(
          "In xtensor `a + b` adds nothing. Its value is an object that *remembers* a, b and +, "
          "and computes a number when one is asked for. That is clever: `a * b + c`, assigned to "
          "an array, is one loop without an array for the product. But a recipe is not a dish, and "
          "C++'s `auto` keeps the recipe:")
      .code(
          "// a recipe: nothing is added yet\n"
          "auto kept = a + 1;\n\n"
          "// a dish: twelve numbers\n"
          "xt::xarray<real> computed = a + 1;")
      .text(
          "This run kept expressions on purpose: one with a function f that squares and counts its "
          "calls, one that adds a random number, and a plain `a + 1`.");
}

void describe(show::Page& page, const Findings& found) {
  describe_recipe(page);
  page.figure(draw_calls(found),
              "Twelve numbers, squared by a function that counts. Kept, it is called twelve times "
              "more at every sum.")
      .table(
          kHeader, cells_of(found),
          "*Computed*: assigned to a named `xt::xarray` before it is used; in the last line, the "
          "engine's `x + 1.0`.")
      .list({"**It computes again.** What a formula uses twice is computed twice.",
             "**It need not give the same again.** Noise minus itself should be 0. Each read draws "
             "anew.",
             "**It looks at its operands later.** After `a` has changed, the old `a + 1` is "
             "another number. And where an operand was a local variable that is gone by then, it "
             "reads memory that belongs to someone else. (That is not shown: it may crash or, "
             "worse, not crash.)"})
      .note(
          "The rule of this house: never `auto` for an expression of xtensor, always a container "
          "with its type, `xt::xarray<real> mean = xt::mean(a, {1}, xt::keep_dims);`. `tests/lint` "
          "searches for such an `auto`. For reductions a container is a must: inside a larger "
          "expression, as in `a - xt::mean(a, {1}, xt::keep_dims)`, they have been seen to give "
          "wrong numbers without a word. The engine is *eager*: when an operation returns, its "
          "numbers are there.");
}

}  // namespace

void keep_an_expression(show::Run& run, show::Page& page) {
  const Findings found = measure(run.seed());
  std::cout << "\n6. A kept expression of xtensor is computed at every read\n\n"
            << show::text_table(kHeader, cells_of(found));
  record(run, found);
  describe(page, found);
}

}  // namespace lesson
