// The digits of lesson 03, moved by two pixels again, read with convolutions.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/04_convolution/reading.hpp"
#include "lessons/show/panels.hpp"

namespace lesson04 {

namespace {

enum Which { kLinear, kMlp, kFlat, kMean, kLargest, kHalved, kShownMlp, kShownCnn };

std::vector<std::string> header() {
  std::vector<std::string> names = {"reader", "numbers", "as is", "moved"};
  for (const Move& move : kMoves) names.push_back(fmt::format("{} {}", kShift, move.name));
  return names;
}

std::vector<std::vector<std::string>> rows_of(const std::vector<Reading>& readings) {
  std::vector<std::vector<std::string>> rows;
  for (const Reading& r : readings) {
    rows.push_back({r.name, fmt::format("{}", r.parameters), fmt::format("{:.3f}", r.as_is),
                    fmt::format("{:.3f}", r.mean())});
    for (const double share : r.moved) rows.back().push_back(fmt::format("{:.3f}", share));
  }
  return rows;
}

const std::vector<std::string> kSheetHeader = {"CNN",  "8×8",          "sheet", "moved by 2",
                                               "by 1", "scores, by 2", "by 1"};

std::vector<std::vector<std::string>> rows_of(const std::vector<OnSheet>& sheets) {
  std::vector<std::vector<std::string>> rows;
  for (const OnSheet& on : sheets)
    rows.push_back({on.name, fmt::format("{:.3f}", on.own_size), fmt::format("{:.3f}", on.moved[0]),
                    fmt::format("{:.3f}", on.moved[kShift]), fmt::format("{:.3f}", on.moved[1]),
                    fmt::format("{:.2g}", on.change_by_two),
                    fmt::format("{:.2g}", on.change_by_one)});
  return rows;
}

// Five test digits as they are, moved to the right and moved down, with what the CNN reads.
std::string examples_drawn(const Lesson& lesson, PooledCnn& cnn) {
  const Evaluation evaluation(cnn);
  std::vector<show::Panel> panels;
  for (const auto& [right, down] : {std::pair<int64_t, int64_t>{0, 0}, {kShift, 0}, {0, kShift}}) {
    const Digits seen = moved_digits(lesson.test, right, down);
    const Indices said = argmax(cnn(seen.images), 1);
    for (int64_t i = 0; i < std::min<int64_t>(5, seen.size()); ++i)
      panels.push_back({fmt::format("{}, read {}", seen.labels[i], said[i]),
                        show::Picture::heat(1 - select(seen.images, 0, i), 0, 1, show::grays)});
  }
  return show::panel_plot({"As they are, to the right, down",
                           "Five digits in three rows: as they are, two pixels to the right, two "
                           "pixels down. The last row has lost its feet.",
                           "", ""},
                          panels);
}

std::string cliff_drawn(const std::vector<Reading>& readings) {
  show::LinePlot plot({"The cliff, and who stands",
                       "Linear layer, MLP and the CNN that looks at every place fall to chance at "
                       "two pixels; the CNN that keeps the largest number stays up.",
                       "moved to the right, pixels", "test digits right"});
  std::vector<double> at;
  for (int64_t right = -kFarthest; right <= kFarthest; ++right) at.push_back(double(right));
  for (const size_t i : {kLinear, kMlp, kFlat, kLargest})
    plot.add(readings[i].name, at, readings[i].sideways);
  return plot.level("chance", 0.1).y_range(0, 1).svg();
}

std::string sheet_drawn(const std::vector<OnSheet>& sheets) {
  show::LinePlot plot({"On a larger sheet",
                       "The largest of each map is level at every shift; with halving the line "
                       "goes down at odd shifts and up at even ones; the mean is low throughout.",
                       "moved to the right, pixels", "test digits right"});
  for (const OnSheet& on : sheets) {
    std::vector<double> at;
    for (size_t right = 0; right < on.moved.size(); ++right) at.push_back(double(right));
    plot.add(on.name, at, on.moved);
  }
  return plot.y_range(0, 1).svg();
}

void tell_the_readers(show::Page& page) {
  page.heading("Two pixels, again")
      .text(
          "Lesson 03 ended with digits moved by two pixels, which its linear layer and its MLP no "
          "longer read. A convolution does not care where things are: move the picture, and its "
          "maps move with it, $\\text{conv}(\\text{moved } x) = \\text{moved conv}(x)$. That is "
          "*equivariance*. It is not yet reading: something must turn maps into ten scores. Four "
          "CNNs differ in that alone, or nearly:")
      .list({"**every place**: the usual form, two convolutions with pooling between, then all "
             "numbers of all maps into one linear layer, which has a weight for each *place*;",
             "**mean**: after two convolutions the 32 maps become 32 numbers, whatever "
             "their size, the mean of each; then a linear layer;",
             "**largest**: the same with the largest number, *is it anywhere?*;",
             "**halved**: the largest number again, and pooling by 2 between the convolutions."});
}

void show_the_fall(show::Page& page, const std::vector<Reading>& r, const std::string& examples) {
  page.table(header(), rows_of(r),
             "Test digits read rightly; the same digits, moves and training of the first two as in "
             "lesson 03. Numbers: how many were learned. Moved: the mean of the four moves, in "
             "which what leaves the 8×8 pixels is lost.")
      .begin_row()
      .figure(cliff_drawn(r), "The share of test digits read rightly, moved sideways.")
      .figure(examples,
              "What each is, and what the CNN that keeps the largest number reads. Moved down, "
              "digits lose their feet. (Digits: Alpaydin and Kaynak, UCI, CC BY 4.0.)")
      .end_row()
      .text(fmt::format(
          "Convolution *alone* mends nothing: the CNN that ends with every place reads {:.3f} of "
          "the moved digits, because its last layer is lesson 03's linear layer again. The one "
          "that keeps the largest number of each map has {} numbers, where the MLP has {}. It "
          "reads "
          "{:.3f} of the digits as they are, the MLP {:.3f}, and {:.3f} of those moved sideways. "
          "(The mean dilutes: the end of a stroke is in few of 144 places. It learns slowly.)",
          r[kFlat].mean(), r[kLargest].parameters, r[kMlp].parameters, r[kLargest].as_is,
          r[kMlp].as_is, (r[kLargest].moved[0] + r[kLargest].moved[1]) / 2))
      .text(fmt::format(
          "Up and down it reads {:.3f}. A digit is 8 pixels high, so two rows of it are cut off, "
          "a quarter of its ink, and the cut is a stroke that it has never seen. Shown moved "
          "digits in training it learns those, too: {:.3f}. The MLP shown the same, with more "
          "numbers and three times the steps, reads {:.3f}; and neither was shown three pixels, "
          "where the CNN reads {:.3f} and the MLP {:.3f}.",
          (r[kLargest].moved[2] + r[kLargest].moved[3]) / 2, r[kShownCnn].mean(),
          r[kShownMlp].mean(), r[kShownCnn].sideways.back(), r[kShownMlp].sideways.back()));
}

void ask_for_more_paper(show::Page& page, const std::vector<OnSheet>& sheets) {
  page.heading("When nothing is cut")
      .text(
          "Is it the cut, or is it the reading? Lay the digits on a sheet of 16×16 pixels, where "
          "they can move without loss. The three CNNs that keep one number a map take pictures of "
          "any size, so they can be asked without training anew; the other readers have weights "
          "for "
          "64 places and cannot.")
      .table(kSheetHeader, rows_of(sheets),
             "Shares read rightly: as 8×8 pixels; in the middle of the sheet; moved there by two "
             "pixels, and by one. Then by how much any of the ten scores of any test digit changes "
             "at most.")
      .figure(sheet_drawn(sheets), "Digits moved to the right on a sheet of 16×16.")
      .text(
          "The largest number is *invariant*: move the digit, and the scores are the same numbers. "
          "The "
          "mean is, too, but for rounding, as long as the sheet stays the same; a larger sheet has "
          "more paper, and the paper counts. Halving keeps every second place: moved by two, the "
          "same places are kept, moved by one, others are. Pooling with a stride, which most CNNs "
          "have, makes them invariant to *some* shifts.");
}

}  // namespace

void read_moved_digits(Lesson& lesson, PooledCnn& largest) {
  const auto [readings, sheets] = read_with_all(lesson, largest);
  std::cout << "\n5. All test digits moved by two pixels, as in lesson 03\n\n"
            << show::text_table(header(), rows_of(readings))
            << "\nOn a sheet of 16×16, where nothing is cut\n\n"
            << show::text_table(kSheetHeader, rows_of(sheets));
  tell_the_readers(lesson.page);
  show_the_fall(lesson.page, readings, examples_drawn(lesson, largest));
  ask_for_more_paper(lesson.page, sheets);
  keep_figures(lesson.run, readings, sheets);
}

}  // namespace lesson04
