// A step of k positions is one linear map, the same from everywhere: found by least squares.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/07_positions/encodings.hpp"
#include "lessons/07_positions/least_squares.hpp"
#include "lessons/07_positions/sections.hpp"

namespace lesson07 {

namespace {

constexpr int64_t kPositions = 512, kFitted = 256, kWidth = 16, kShift = 5;

struct Row {
  std::string name;
  int64_t frequencies;   // 0: none to speak of
  double fitted, later;  // error on the positions that M was fitted to, and on later ones
};

struct Findings {
  std::vector<Row> rows;
  Table map;   // of the right formula
  double off;  // from the rotations that it should be
};

Table best(const Table& table) {
  return best_map(rows(table, 0, kFitted), rows(table, kShift, kFitted + kShift));
}

Row measure(const std::string& name, int64_t frequencies, const Table& table) {
  const Table map = best(table);
  const auto error = [&](int64_t begin, int64_t end) {
    return relative_error(map, rows(table, begin, end), rows(table, begin + kShift, end + kShift));
  };
  return {name, frequencies, error(0, kFitted), error(kFitted, kPositions - kShift)};
}

// sin(a + b) = sin a cos b + cos a sin b, cos(a + b) = cos a cos b - sin a sin b, for each pair.
Table rotations() {
  Table map{kWidth, kWidth, std::vector<double>(size_t(kWidth * kWidth))};
  for (int64_t i = 0; i < kWidth; i += 2) {
    const double angle = double(kShift) * kRight.speed(i, kWidth);
    double* row = map.numbers.data() + i * kWidth + i;
    row[0] = std::cos(angle), row[1] = std::sin(angle);
    row[kWidth] = -std::sin(angle), row[kWidth + 1] = std::cos(angle);
  }
  return map;
}

Findings solve(uint64_t seed) {
  Findings found{{}, best(positions(kRight, kPositions, kWidth)), 0};
  for (const Formula* formula : {&kRight, &kFloored, &kDoubled, &kApart, &kTutorial})
    found.rows.push_back(measure(formula->name, distinct_speeds(*formula, kWidth),
                                 positions(*formula, kPositions, kWidth)));
  found.rows.push_back(measure("random vectors", 0, random_table(kPositions, kWidth, seed)));
  found.off = double(max(abs(found.map.tensor() - rotations().tensor())).item());
  return found;
}

std::string error_text(double error) {
  if (error < 1e-6) return fmt::format("{:.0e}", error);
  return error < 100 ? fmt::format("{:.2g}", error) : fmt::format("{:.0f}", error);
}

const std::vector<std::string> kHeader = {"positions", "frequencies", "error, 0 to 255",
                                          "error, 256 on"};

std::vector<std::vector<std::string>> cells_of(const Findings& found) {
  std::vector<std::vector<std::string>> cells;
  for (const Row& row : found.rows)
    cells.push_back({row.name, row.frequencies ? std::to_string(row.frequencies) : "–",
                     error_text(row.fitted), error_text(row.later)});
  return cells;
}

void print(const Findings& found) {
  std::cout << fmt::format("\n4. A shift by {} as a linear map, found by least squares, d = {}\n\n",
                           kShift, kWidth)
            << show::text_table(kHeader, cells_of(found))
            << fmt::format("\nthe map differs from rotations by at most {:.1g}\n", found.off);
}

std::string drawn(const std::string& title, const Table& map) {
  return show::heat_plot({title, "Eight squares of 2 by 2 on the diagonal, and zeros elsewhere.",
                          "number of position p", "number of position p + 5"},
                         map.tensor(), {.low = -1, .high = 1, .map = show::diverging});
}

void describe(show::Page& page, const Findings& found) {
  page.heading("A fixed step is a linear map")
      .text(
          "Why sines *and* cosines? Because then *five further on* means the same everywhere. "
          "There is one matrix $M$, not knowing $p$, with")
      .formula("P_{p+5} = M P_p \\quad \\text{for all } p")
      .text(fmt::format(
          "Do not believe it: look for it. Take positions 0 to {}, and solve for the $M$ with the "
          "least squared error; then try it on positions that it was not made for.",
          kFitted - 1))
      .begin_row()
      .figure(drawn("M, as found", found.map), "By least squares, from 256 examples.")
      .figure(drawn("M, as it should be", rotations()),
              "A rotation for each pair, by 5 steps of its speed.")
      .end_row()
      .table(kHeader, cells_of(found),
             "The error of $M P_p$, as a share of the length of $P_{p+5}$.");
}

void explain(show::Page& page, const Findings& found) {
  page.text(
          "The addition theorems say why: each pair is turned by an angle that depends on the step "
          "and not on the position.")
      .formula(
          "\\begin{pmatrix} \\sin (p + k) \\omega \\\\ \\cos (p + k) \\omega \\end{pmatrix} = "
          "\\begin{pmatrix} \\cos k \\omega & \\sin k \\omega \\\\ -\\sin k \\omega & \\cos k "
          "\\omega \\end{pmatrix} \\begin{pmatrix} \\sin p \\omega \\\\ \\cos p \\omega "
          "\\end{pmatrix}")
      .text(fmt::format(
          "So $W_q$ can hold such a matrix, and a token can ask for *who stands five before me*. "
          "The table has each fault of the tutorial by itself. Rounding down leaves one "
          "frequency (two, when the exponent is doubled as well): linear, and useless. Doubling "
          "makes the slow half so slow that it stands still. Giving the cosine another exponent "
          "tears the pairs: {} instead of {}, and {} where $M$ was not fitted. With "
          "random vectors no such matrix exists.",
          error_text(found.rows[3].fitted), error_text(found.rows[0].fitted),
          error_text(found.rows[3].later)));
}

}  // namespace

void solve_for_the_shift(Lesson& lesson) {
  const Findings found = solve(lesson.run.seed());
  print(found);
  describe(lesson.page, found);
  explain(lesson.page, found);
  lesson.run.figure("shift_error_right", found.rows[0].later);
  lesson.run.figure("shift_error_torn_pairs", found.rows[3].fitted);
  lesson.run.figure("shift_error_random", found.rows.back().later, show::Range{1.02, 1.04});
  lesson.run.figure("shift_from_rotation", found.off);
}

}  // namespace lesson07
