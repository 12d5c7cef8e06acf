// An alignment, drawn: what each written symbol looked at in the source.
#pragma once

#include <string>
#include <vector>

#include "engine/tensor.hpp"

namespace lesson10 {

using namespace heed;

// The weights (T, S) of one sequence; row t is the step that wrote rows[t], column j is columns[j].
struct Aligned {
  std::vector<std::string> rows, columns;
  Tensor weights;
};

std::string drawn(const Aligned& alignment, const std::string& title,
                  const std::string& description);  // as SVG, for a page
std::string printed(const Aligned& alignment);      // as text, dark for 0 and bright for 1

// The largest difference of a row's sum to 1.
double off_one(const Tensor& weights);

}  // namespace lesson10
