// What shares its numbers with another tensor, and what has its own: shown by where they lie and
// by writing to them.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/01_tensors/code.hpp"
#include "lessons/01_tensors/numbered.hpp"
#include "lessons/01_tensors/sections.hpp"
#include "lessons/01_tensors/sharing_picture.hpp"

namespace lesson {

using namespace heed;

namespace {

// What one operation gave, and what writing 99 to its first number did to x.
struct Trial {
  std::string code, address;
  bool shared = false, changed = false;
};

struct Findings {
  std::string address;         // of x
  std::vector<Trial> engine;   // by tensors
  std::vector<Trial> xtensor;  // by arrays and views
  std::string refusal;         // backward() after a value it needs was written to
};

bool is_numbered(const Tensor& x) {
  const Tensor before = numbered();
  return std::equal(x.data(), x.data() + x.numel(), before.data());
}

std::vector<Trial> try_engine() {
  Tensor x = numbered();
  const Code<Tensor> ways[] = {
    LESSON_CODE(Tensor, return x;),
    LESSON_CODE(Tensor, return x.detach();),
    LESSON_CODE(Tensor, return reshape(x, {4, 3});),
    LESSON_CODE(Tensor, return flatten(x);),
    LESSON_CODE(Tensor, return unsqueeze(x, 0);),
    LESSON_CODE(Tensor, return squeeze(reshape(x, {3, 1, 4}), 1);),
    LESSON_CODE(Tensor, return x.clone();),
    LESSON_CODE(Tensor, return transpose(x, 0, 1);),
    LESSON_CODE(Tensor, return permute(x, {1, 0});),
    LESSON_CODE(Tensor, return slice(x, 0, 0, 2);),
    LESSON_CODE(Tensor, return select(x, 0, 0);),
    LESSON_CODE(Tensor, return expand(reshape(x, {1, 3, 4}), {2, 3, 4});),
    LESSON_CODE(Tensor, return cat({x, x});),
    LESSON_CODE(Tensor, return x + 0.0;),
  };
  std::vector<Trial> trials;
  for (const Code<Tensor>& way : ways) {
    x = numbered();
    Tensor y = way.run();
    trials.push_back(
        {listing(way.text), fmt::format("{}", fmt::ptr(y.data())), y.data() == x.data()});
    y.mutable_data()[0] = 99;
    trials.back().changed = !is_numbered(x);
  }
  return trials;
}

std::vector<Trial> try_xtensor() {
  Tensor x = numbered();
  const Code<void> ways[] = {
    LESSON_CODE(void, mutable_array(x)(0, 0) = 99;),
    LESSON_CODE(void, xt::view(mutable_array(x), xt::all(), 1) = 99;),
    LESSON_CODE(void, Array copy = array(x); copy(0, 0) = 99;),
    LESSON_CODE(void, Tensor copy = from_array(array(x)); copy.mutable_data()[0] = 99;),
  };
  std::vector<Trial> trials;
  for (const Code<void>& way : ways) {
    x = numbered();
    way.run();
    trials.push_back({listing(way.text), "", false, !is_numbered(x)});
    std::replace(trials.back().code.begin(), trials.back().code.end(), '\n', ' ');
  }
  return trials;
}

// The rule of w * w needs w as it was.
std::string refusal() {
  Tensor w({3}, {1, 2, 3});
  w.requires_grad_();
  const Tensor loss = sum(w * w);
  w.detach().mutable_data()[0] = 99;
  try {
    loss.backward();
  } catch (const GradError& error) {
    return error.what();
  }
  return "";
}

Findings try_all() { return {"", try_engine(), try_xtensor(), refusal()}; }

std::vector<std::vector<std::string>> rows_of(const std::vector<Trial>& trials,
                                              const std::string& quote) {
  std::vector<std::vector<std::string>> rows;
  for (const Trial& trial : trials) {
    rows.push_back({quote + trial.code + quote});
    if (!trial.address.empty()) rows.back().push_back(trial.shared ? "where x's lie" : "elsewhere");
    rows.back().push_back(trial.changed ? "changed" : "as before");
  }
  return rows;
}

const std::vector<std::string> kHeader = {"y", "its numbers lie", "x, after y's first is made 99"};
const std::vector<std::string> kXtensorHeader = {"statement", "x afterwards"};

void print(const Findings& found) {
  std::cout << "\n4. What shares memory, what copies\n\n"
            << show::text_table(kHeader, rows_of(found.engine, "")) << "\n"
            << show::text_table(kXtensorHeader, rows_of(found.xtensor, ""))
            << "\nA shared number that backward() needs is written to:\n"
            << found.refusal << "\n";
}

void record(show::Run& run, const Findings& found) {
  const auto count = [&](bool shared) {
    return std::count_if(found.engine.begin(), found.engine.end(), [&](const Trial& trial) {
      return trial.shared == shared && trial.changed == shared;
    });
  };
  run.figure("ways_that_share", int64_t(count(true)), show::Range{6, 6});
  run.figure("ways_that_copy", int64_t(count(false)), show::Range{8, 8});
}

void describe_addresses(show::Page& page, const Findings& found) {
  page.heading("What shares memory, what copies")
      .text(
          "A `Tensor` is a handle: to assign it copies no numbers, two handles see the same row. "
          "Some operations give such a handle too, others a row of their own. This run asked each "
          "twice: *where do your numbers begin?* and, writing 99 to its first number, *does x "
          "change?*")
      .table(kHeader, rows_of(found.engine, "`"),
             "The two questions have the same answer, line by line. Shared numbers are the same "
             "numbers.")
      .figure(draw_rows(),
              "Who looks where. Three handles, one row; a transpose and a slice have rows of their "
              "own.")
      .text(
          "There is one rule to remember. In heed, values are *always contiguous*: a tensor is a "
          "row "
          "without gaps, in row-major order. What keeps the order (reshape, flatten, squeeze, "
          "unsqueeze, detach) can share the row; what picks or reorders (transpose, permute, "
          "slice, "
          "select, expand) must write a new one. It costs a copy, and buys that every loop of "
          "every "
          "operation is a plain one from the first number to the last.");
}

void describe_views(show::Page& page, const Findings& found) {
  page.text(
          "NumPy, PyTorch and xtensor choose otherwise: their slices and transposes are *views*, "
          "the same row with other strides. Writing to a NumPy slice changes the array. xtensor's "
          "view on a tensor's numbers, `array(x)` to read and `mutable_array(x)` to write, shows "
          "it:")
      .table(
          kXtensorHeader, rows_of(found.xtensor, "`"),
          "`xt::view` is a view: the second line writes to a column of x itself. A named `Array` "
          "and `from_array` copy.")
      .text(
          "Sharing is a door for mistakes in training: a value that `backward()` will need can be "
          "changed through another handle, and the gradient would be that of a computation that "
          "never was. The engine counts the writes to each row and notices:")
      .code(
          "Tensor loss = sum(w * w);            // backward() will need w\n"
          "w.detach().mutable_data()[0] = 99;   // the same row\n"
          "loss.backward();\n\n" +
          found.refusal);
}

}  // namespace

void show_sharing(show::Run& run, show::Page& page) {
  const Findings found = try_all();
  print(found);
  record(run, found);
  describe_addresses(page, found);
  describe_views(page, found);
}

}  // namespace lesson
