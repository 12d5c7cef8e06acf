// One optimiser in the race: the search for its learning rate, and its run.
#pragma once

#include <string>
#include <vector>

#include "lessons/03_linear/sections.hpp"

namespace lesson03 {

constexpr size_t kRates = 10;  // 10^-4, 10^-3.5, … 10^0.5
constexpr size_t kShared = 4;  // the one of them that all are compared at: 0.01
double power_of(size_t rate);  // -4, -3.5, …
double rate_of(size_t rate);

struct Racer {
  std::string name;
  std::vector<double> searched;  // training loss at the end, by rate; infinite if it was no number
  size_t best = 0;               // the rate with the least
  std::vector<double> losses;    // of the race
  double last = 0, test = 0;     // then: loss on all training digits, share of test digits right
};

// Searches the rate, then races at it. All racers begin alike and see the same batches.
Racer raced(const Lesson& lesson, const Way& way);

}  // namespace lesson03
