// NumPy-like code in xtensor beside the engine's: the same numbers.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "engine/random.hpp"
#include "lessons/01_tensors/sections.hpp"
#include "lessons/show/code.hpp"

namespace lesson {

using namespace heed;
using show::Array;
using show::Code;
using show::listing;

namespace {

struct Idiom {
  std::string name;
  Code<Array> xtensor;
  Code<Tensor> engine;
};

struct Row {
  std::string name, xtensor, engine, shape;
  double difference;
};

struct Findings {
  std::vector<Row> rows;
  double largest = 0;
};

// Of two results that must have one shape; infinite where they have not.
double difference(const Array& array_result, const Tensor& tensor) {
  const Shape& shape = tensor.shape();
  if (!std::equal(shape.begin(), shape.end(), array_result.shape().begin(),
                  array_result.shape().end(), [](int64_t n, size_t m) { return size_t(n) == m; }))
    return INFINITY;
  double largest = 0;
  for (int64_t i = 0; i < tensor.numel(); ++i)
    largest =
        std::max(largest, std::abs(double(array_result.data()[i]) - double(tensor.data()[i])));
  return largest;
}

Row compare(const Idiom& idiom) {
  const Array array_result = idiom.xtensor.run();
  const Tensor tensor = idiom.engine.run();
  return {idiom.name, listing(idiom.xtensor.text), listing(idiom.engine.text),
          to_string(tensor.shape()), difference(array_result, tensor)};
}

using View = decltype(array(std::declval<const Tensor&>()));

// Many numbers to few. x (4, 6), many (10000); a, m are the views on them.
std::vector<Idiom> reductions(const Tensor& x, const View& a, const Tensor& many, const View& m) {
  return {
      {"sum over the rows", LESSON_CODE(Array, return xt::sum(a, {0});),
       LESSON_CODE(Tensor, return sum(x, 0);)},
      {"mean of each row", LESSON_CODE(Array, return xt::mean(a, {1});),
       LESSON_CODE(Tensor, return mean(x, 1);)},
      {"largest of each row", LESSON_CODE(Array, return xt::amax(a, {1});),
       LESSON_CODE(Tensor, return max(x, 1);)},
      {"sum of many numbers", LESSON_CODE(Array, return xt::sum(m);),
       LESSON_CODE(Tensor, return sum(many);)},
  };
}

// Parts of x (4, 6), and its numbers in another order.
std::vector<Idiom> parts(const Tensor& x, const View& a) {
  return {
      {"one column", LESSON_CODE(Array, return xt::view(a, xt::all(), 2);),
       LESSON_CODE(Tensor, return select(x, 1, 2);)},
      {"rows 1 and 2", LESSON_CODE(Array, return xt::view(a, xt::range(1, 3));),
       LESSON_CODE(Tensor, return slice(x, 0, 1, 3);)},
      {"transpose", LESSON_CODE(Array, return xt::transpose(a);),
       LESSON_CODE(Tensor, return transpose(x, 0, 1);)},
  };
}

// x (4, 6), y (6), v (3): pairs of numbers to one.
std::vector<Idiom> pairs(const Tensor& x, const View& a, const Tensor& y, const View& b,
                         const Tensor& v, const View& w) {
  return {
      {"cut off below 0", LESSON_CODE(Array, return xt::maximum(a, real(0));),
       LESSON_CODE(Tensor, return maximum(x, 0.0);)},
      {"broadcast add", LESSON_CODE(Array, return a + b;), LESSON_CODE(Tensor, return x + y;)},
      {"outer product", LESSON_CODE(Array, return xt::view(w, xt::all(), xt::newaxis()) * b;),
       LESSON_CODE(Tensor, return unsqueeze(v, 1) * y;)},
  };
}

// x (4, 6), labels (4).
std::vector<Idiom> recipes(const Tensor& x, const View& a, const Tensor& labels, const View& l) {
  return {
      {"one-hot by comparison",
       LESSON_CODE(Array, return xt::equal(xt::view(l, xt::all(), xt::newaxis()), xt::arange(3));),
       LESSON_CODE(Tensor, return where(eq(unsqueeze(labels, 1), arange(3)), 1.0, 0.0);)},
      {"standardise rows",
       LESSON_CODE(Array, const Array mean = xt::mean(a, {1}, xt::keep_dims);
                   const Array apart = a - mean;
                   const Array variance = xt::mean(apart * apart, {1}, xt::keep_dims);
                   return apart / xt::sqrt(variance);),
       LESSON_CODE(Tensor, const Tensor apart = x - mean(x, 1, true);
                   const Tensor variance = mean(apart * apart, 1, true);
                   return apart / sqrt(variance);)},
  };
}

Findings compare_all() {
  const Tensor x = randn({4, 6}), y = randn({6}), v = randn({3}), labels({4}, {2, 0, 1, 2});
  const Tensor many = randn({10000});
  const View a = array(x), b = array(y), w = array(v), l = array(labels), m = array(many);
  Findings found;
  for (const auto& idioms :
       {reductions(x, a, many, m), parts(x, a), pairs(x, a, y, b, v, w), recipes(x, a, labels, l)})
    for (const Idiom& idiom : idioms) {
      found.rows.push_back(compare(idiom));
      found.largest = std::max(found.largest, found.rows.back().difference);
    }
  return found;
}

// Code behind a name, its further lines below each other.
std::string beside(const std::string& name, const std::string& code) {
  std::string text = fmt::format("  {:<9}", name);
  for (const char c : code) text += c == '\n' ? "\n" + std::string(11, ' ') : std::string(1, c);
  return text + "\n";
}

std::string listing_of(const Findings& found) {
  std::string text;
  for (const Row& row : found.rows)
    text += fmt::format("{}{}: {}, differ by {:.2g}\n", text.empty() ? "" : "\n", row.name,
                        row.shape, row.difference) +
            beside("xtensor", row.xtensor) + beside("engine", row.engine);
  return text;
}

void print(const Findings& found) {
  std::cout
      << "\n5. NumPy-like code in xtensor, beside the engine's\n\n"
      << "x (4, 6), y (6), v (3), labels (4), many (10000); a, b, w, l, m are xtensor's views "
         "on them\n\n"
      << listing_of(found);
}

void record(show::Run& run, const Findings& found) {
  const auto equal = std::count_if(found.rows.begin(), found.rows.end(),
                                   [](const Row& row) { return row.difference == 0; });
  run.figure("idioms_compared", int64_t(found.rows.size()), show::Range{12, 12});
  run.figure("idioms_equal_to_the_bit", int64_t(equal), show::Range{9, 10});
  run.figure("largest_difference_to_xtensor", found.largest, show::Range{7.6e-6, 3.3e-4});
}

void describe(show::Page& page, const Findings& found) {
  page.heading("NumPy-like code, beside the engine's")
      .text(
          "Who knows NumPy knows xtensor, its likeness in C++: `xt::sum(a, {0})` is "
          "`a.sum(axis=0)`. heed computes with its own loops, and keeps xtensor as a second "
          "opinion: its tests and lessons ask both. `array(x)` is xtensor's view on a tensor's "
          "numbers, without a copy. Here `x` is (4, 6), `y` (6), `v` (3), the labels are 2, 0, 1, "
          "2, and `many` holds 10,000 numbers; `a`, `b`, `w`, `l`, `m` are the views on them. "
          "`Array` is short for `xt::xarray<real>`. What you read is what ran, and *differ by* is "
          "the largest difference between the two results:")
      .code(listing_of(found))
      .text(
          "Where numbers are only picked, compared or combined in pairs, both agree to the last "
          "bit. Where many are added up, the order of the additions may differ. A sum in floating "
          "point is rounded at every addition, so another order gives other last digits, and "
          "neither is wrong. Compare results of long sums with a tolerance, never with `==`.")
      .text(
          "The last one, standardising rows, is layer normalisation without its weights. An axis "
          "that is reduced away is gone: `mean(x, 1)` is (4), which does not fit under (4, 6). "
          "`keepdim`, the `true`, leaves a 1 in its place, (4, 1), and broadcasting does the rest. "
          "The engine's version has a gradient as well. And why does xtensor's name its `mean` "
          "with a type, `Array`? That is the next section.");
}

}  // namespace

void compare_with_xtensor(show::Run& run, show::Page& page) {
  const Findings found = compare_all();
  print(found);
  record(run, found);
  describe(page, found);
}

}  // namespace lesson
