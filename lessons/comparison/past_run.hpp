// A run that is over, as it left its folder.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lessons/show/progress.hpp"

namespace comparison {

// One figure: its number, or NaN where it is something else; and how it reads.
struct PastFigure {
  std::string name, text;
  double number;
};

struct PastRun {
  std::string folder, lesson, settings;  // "seed 0, 1400 steps, 2 threads"
  double train_seconds = 0;
  std::vector<PastFigure> figures;
  std::vector<heed::show::Curve> curves;
  std::vector<std::string> pictures;  // the names of its PNG files
};

// What lies in `folder`. FileError, with the file and the reason, if a run did not come to its end
// there, or its files are not what they should be.
PastRun read_run(const std::string& folder);

// The names that both lists have, in the first one's order; and those that only one has.
struct Names {
  std::vector<std::string> both, only_first, only_second;
};
Names compare(const std::vector<std::string>& first, const std::vector<std::string>& second);

}  // namespace comparison
