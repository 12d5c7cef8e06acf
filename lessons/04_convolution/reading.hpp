// All readers of digits, trained, and what each reads of moved digits.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lessons/04_convolution/sections.hpp"

namespace lesson04 {

struct Move {
  const char* name;
  int64_t right, down;
};
constexpr Move kMoves[] = {
    {"right", kShift, 0}, {"left", -kShift, 0}, {"down", 0, kShift}, {"up", 0, -kShift}};
constexpr int64_t kFarthest = 3;

struct Reading {
  std::string name, figure;  // for people, with spaces that do not break; in result.json
  int64_t parameters;
  double as_is;
  std::vector<double> moved;     // by each of kMoves, what leaves the 8×8 pixels lost
  std::vector<double> sideways;  // by -3 … 3 to the right

  double mean() const;  // of `moved`
};

// A CNN before a white sheet of 16×16 pixels: nothing is lost when the digit moves.
struct OnSheet {
  std::string name;
  double own_size;                      // share read rightly of the 8×8 pixels
  std::vector<double> moved;            // of the sheet, by 0 … 4 to the right
  double change_by_one, change_by_two;  // the largest, of any score of any digit, moved so far
};

struct Readings {
  std::vector<Reading> readings;
  std::vector<OnSheet> sheets;
};

// Trains them all, `largest` among them.
Readings read_with_all(Lesson& lesson, PooledCnn& largest);

// For result.json, with what seeds 0 … 4 gave.
void keep_figures(show::Run& run, const std::vector<Reading>& readings,
                  const std::vector<OnSheet>& sheets);

}  // namespace lesson04
