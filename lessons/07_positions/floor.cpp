// The tutorial's formula beside the right one: two frequencies survive a division that rounds down.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/07_positions/encodings.hpp"
#include "lessons/07_positions/sections.hpp"

namespace lesson07 {

namespace {

constexpr int64_t kPositions = 128, kWidth = 64, kWidths[] = {4, 16, 64, 768};

struct Findings {
  Table right = positions(kRight, kPositions, kWidth);
  Table tutorial = positions(kTutorial, kPositions, kWidth);
  std::vector<std::pair<int64_t, int64_t>> frequencies;  // of each width, right and tutorial's
  Neighbour right_nearest, tutorial_nearest;             // of position 10
};

Findings compare() {
  Findings found;
  for (const int64_t width : kWidths)
    found.frequencies.emplace_back(distinct_speeds(kRight, width),
                                   distinct_speeds(kTutorial, width));
  found.right_nearest = nearest(found.right, 10);
  found.tutorial_nearest = nearest(found.tutorial, 10);
  return found;
}

const std::vector<std::string> kHeader = {"numbers, d", "frequencies, right", "the tutorial's"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  std::vector<std::vector<std::string>> rows;
  for (size_t i = 0; i < found.frequencies.size(); ++i)
    rows.push_back({std::to_string(kWidths[i]), std::to_string(found.frequencies[i].first),
                    std::to_string(found.frequencies[i].second)});
  return rows;
}

void print(const Findings& found) {
  std::cout << "\n3. A division that rounds down: how many frequencies are left?\n\n"
            << show::text_table(kHeader, rows_of(found))
            << fmt::format(
                   "\nnearest to position 10, of {}: right {} (distance {:.2f}), tutorial's {} "
                   "({:.2f})\n",
                   kPositions, found.right_nearest.position, found.right_nearest.distance,
                   found.tutorial_nearest.position, found.tutorial_nearest.distance);
}

std::string heat_drawn(const std::string& title, const Table& table) {
  return show::heat_plot({title, "128 positions of 64 numbers.", "number", "position"},
                         table.tensor(), {.low = -1, .high = 1, .map = show::diverging});
}

std::string likeness_drawn(const Findings& found) {
  std::vector<double> p, right, tutorial;
  for (int64_t i = 0; i < kPositions; ++i) {
    p.push_back(double(i));
    right.push_back(cosine(found.right, 10, i));
    tutorial.push_back(cosine(found.tutorial, 10, i));
  }
  show::LinePlot plot({"How alike to position 10",
                       "Right: one peak at 10. The tutorial's: a peak every 6.3 positions, of the "
                       "same height.",
                       "position", "cosine"});
  return plot.add("right", p, right).add("the tutorial's", p, tutorial).y_range(0, 1).svg();
}

void describe(show::Page& page, const Findings& found) {
  page.heading("A division that rounds down")
      .text(
          "One tutorial writes the exponent as `(2 * i) // d`. In Python `//` divides and rounds "
          "down. The exponent is then 0 for the first half of the numbers and 1 for the second, "
          "and nothing in between:")
      .begin_row()
      .figure(heat_drawn("Right", found.right), "$i/d$: 32 frequencies.")
      .figure(heat_drawn("The tutorial's", found.tutorial),
              "`(2 * i) // d`: two frequencies, each 16 times, and the slow one stands still.")
      .end_row()
      .table(kHeader, rows_of(found), "How many different frequencies there are.")
      .figure(likeness_drawn(found), "Two frequencies tell a position up to a multiple of 2π.")
      .text(fmt::format(
          "Which position is nearest to position 10? Right: {}, {:.2f} away. By the tutorial's "
          "formula: {}, {:.2f} away, because 44 steps are almost exactly 7 turns. The slow half "
          "has a wave of 62,832 positions, and cannot tell the two apart.",
          found.right_nearest.position, found.right_nearest.distance,
          found.tutorial_nearest.position, found.tutorial_nearest.distance))
      .text(
          "With the tutorial's 3 numbers for a pixel, its positions are $\\sin p$, $\\cos p$ and "
          "$\\sin (p / 10000)$. And where it comes to patches, it numbers the pixels *inside* each "
          "patch: all patches get the same numbers, and none knows where it stands. Lesson 13 "
          "shows what comes of that.");
}

}  // namespace

void divide_by_floor(Lesson& lesson) {
  const Findings found = compare();
  print(found);
  describe(lesson.page, found);
  lesson.run.figure("frequencies_right", found.frequencies[2].first);
  lesson.run.figure("frequencies_tutorial", found.frequencies[2].second);
  lesson.run.figure("nearest_to_10_tutorial", found.tutorial_nearest.position);
}

}  // namespace lesson07
