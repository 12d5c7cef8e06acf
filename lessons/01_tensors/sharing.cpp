// What shares its numbers with another tensor, and what has its own: shown by where they lie and
// by writing to them.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/01_tensors/sections.hpp"
#include "lessons/01_tensors/sharing_picture.hpp"
#include "lessons/01_tensors/trials.hpp"
#include "lessons/show/code.hpp"

namespace lesson {

using namespace heed;
using show::folded;

namespace {

struct Findings {
  std::vector<Trial> engine;   // by tensors
  std::vector<Trial> xtensor;  // by arrays and views
  std::string refusal;         // backward() after a value it needs was written to
};

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

Findings try_all() { return {try_engine(), try_xtensor(), refusal()}; }

std::vector<std::vector<std::string>> rows_of(const std::vector<Trial>& trials,
                                              const std::string& quote) {
  std::vector<std::vector<std::string>> rows;
  for (const Trial& trial : trials) {
    rows.push_back({quote + trial.code + quote});
    if (!trial.address.empty())
      rows.back().push_back(quote + trial.address + (trial.shared ? " = x" : "") + quote);
    rows.back().push_back(trial.changed ? "changed" : "as before");
  }
  return rows;
}

const std::vector<std::string> kHeader = {"y", "its numbers begin at",
                                          "x, after 99 is written to y"};
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
             "The two questions have the same answer, line by line. (Addresses differ from run to "
             "run, and count bytes: a number takes four.)")
      .figure(draw_rows(),
              "Who looks where. Three handles, one row; a transpose and a slice have rows of their "
              "own.")
      .text(
          "There is one rule to remember. In heed, values are *always contiguous*: a tensor is a "
          "row without gaps, in row-major order. What keeps the order (reshape, flatten, squeeze, "
          "unsqueeze, detach) can share the row; what picks or reorders (transpose, permute, "
          "slice, select, expand) must write a new one. It costs a copy, and buys that every loop "
          "of every operation is a plain one from the first number to the last.");
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
          "Tensor loss = sum(w * w);\n\n"
          "// the same row, and backward() will need it\n"
          "w.detach().mutable_data()[0] = 99;\n"
          "loss.backward();\n\n" +
          folded(found.refusal));
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
