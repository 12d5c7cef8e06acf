// NumPy-like code in xtensor beside the engine's: the same numbers.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "engine/random.hpp"
#include "lessons/01_tensors/code.hpp"
#include "lessons/01_tensors/sections.hpp"

namespace lesson {

using namespace heed;

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

// x (4, 6), y (6), v (3) of random numbers; a, b, w are xtensor's views on them. labels (4).
Findings compare_all() {
  const Tensor x = randn({4, 6}), y = randn({6}), v = randn({3}), labels({4}, {2, 0, 1, 2});
  const auto a = array(x), b = array(y), w = array(v), l = array(labels);
  const Idiom idioms[] = {
      {"sum over the rows", LESSON_CODE(Array, return xt::sum(a, {0});),
       LESSON_CODE(Tensor, return sum(x, 0);)},
      {"mean of each row", LESSON_CODE(Array, return xt::mean(a, {1});),
       LESSON_CODE(Tensor, return mean(x, 1);)},
      {"largest of each row", LESSON_CODE(Array, return xt::amax(a, {1});),
       LESSON_CODE(Tensor, return max(x, 1);)},
      {"broadcast add", LESSON_CODE(Array, return a + b;), LESSON_CODE(Tensor, return x + y;)},
      {"outer product", LESSON_CODE(Array, return xt::view(w, xt::all(), xt::newaxis()) * b;),
       LESSON_CODE(Tensor, return unsqueeze(v, 1) * y;)},
      {"one column", LESSON_CODE(Array, return xt::view(a, xt::all(), 2);),
       LESSON_CODE(Tensor, return select(x, 1, 2);)},
      {"rows 1 and 2", LESSON_CODE(Array, return xt::view(a, xt::range(1, 3));),
       LESSON_CODE(Tensor, return slice(x, 0, 1, 3);)},
      {"transpose", LESSON_CODE(Array, return xt::transpose(a);),
       LESSON_CODE(Tensor, return transpose(x, 0, 1);)},
      {"cut off below 0", LESSON_CODE(Array, return xt::maximum(a, 0.f);),
       LESSON_CODE(Tensor, return maximum(x, 0.0);)},
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
  Findings found;
  for (const Idiom& idiom : idioms) {
    found.rows.push_back(compare(idiom));
    found.largest = std::max(found.largest, found.rows.back().difference);
  }
  return found;
}

std::vector<std::vector<std::string>> cells_of(const Findings& found, const std::string& quote) {
  std::vector<std::vector<std::string>> cells;
  for (const Row& row : found.rows) {
    const bool long_one = row.engine.find('\n') != std::string::npos;
    const auto code = [&](const std::string& text) {
      return long_one ? "see below" : quote + text + quote;
    };
    cells.push_back({row.name, code(row.xtensor), code(row.engine), row.shape,
                     fmt::format("{:.2g}", row.difference)});
  }
  return cells;
}

const std::vector<std::string> kHeader = {"", "xtensor", "the engine", "shape", "differ by"};

void print(const Findings& found) {
  const Row& last = found.rows.back();
  std::cout << "\n5. NumPy-like code in xtensor, beside the engine's\n\n"
            << "x (4, 6), y (6), v (3), labels (4); a, b, w, l are xtensor's views on them\n\n"
            << show::text_table(kHeader, cells_of(found, "")) << "\n"
            << last.name << ", xtensor:\n"
            << last.xtensor << "\n"
            << last.name << ", the engine:\n"
            << last.engine << "\n";
}

void record(show::Run& run, const Findings& found) {
  const auto equal = std::count_if(found.rows.begin(), found.rows.end(),
                                   [](const Row& row) { return row.difference == 0; });
  run.figure("idioms_compared", int64_t(found.rows.size()), show::Range{11, 11});
  run.figure("idioms_equal_to_the_bit", int64_t(equal));
  run.figure("largest_difference_to_xtensor", found.largest);
}

void describe(show::Page& page, const Findings& found) {
  const Row& last = found.rows.back();
  page.heading("NumPy-like code, beside the engine's")
      .text(
          "Who knows NumPy knows xtensor, its likeness in C++: `xt::sum(a, {0})` is "
          "`a.sum(axis=0)`. heed computes with its own loops, and keeps xtensor as a second "
          "opinion: "
          "its tests and lessons ask both. `array(x)` is xtensor's view on a tensor's numbers, "
          "without a copy. Here `x` is (4, 6), `y` (6), `v` (3), the labels are 2, 0, 1, 2; `a`, "
          "`b`, "
          "`w`, `l` are the views on them. What you read is what ran:")
      .table(kHeader, cells_of(found, "`"),
             "Where numbers are only picked, compared or combined in pairs, both agree to the last "
             "bit. Where many are added up, the order of the additions may differ, and with it the "
             "last bits.")
      .text("Standardising rows, that is layer normalisation without its weights, in xtensor:")
      .code(last.xtensor)
      .text("and in the engine, whose version also has a gradient:")
      .code(last.engine)
      .text(
          "An axis that is reduced away takes its place with it: `mean(x, 1)` is (4), which does "
          "not fit under (4, 6). `keepdim` leaves a 1 there, (4, 1), and broadcasting does the "
          "rest. "
          "And why does the xtensor version name its `mean` with a type, `Array`? That is the next "
          "section.");
}

}  // namespace

void compare_with_xtensor(show::Run& run, show::Page& page) {
  const Findings found = compare_all();
  print(found);
  record(run, found);
  describe(page, found);
}

}  // namespace lesson
