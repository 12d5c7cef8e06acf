// Words as vectors whose numbers have names.
#pragma once

#include <string>
#include <vector>

#include "engine/tensor.hpp"

namespace lesson06 {

inline const std::vector<std::string> kFeatures = {"royalty", "family", "female", "young", "food"};

// Set by hand, so that one can read them; the numbers of a real model have no names. -1 stands for
// the opposite: male, grown up.
struct Words {
  std::vector<std::string> names;
  heed::Tensor x;  // (n, 5)

  int64_t find(const std::string& name) const;  // its row
};

Words eight_words();
// The three pairs among them, then prince and princess: who has whom as a partner (row by row).
Words four_pairs();

std::vector<double> row_of(const heed::Tensor& x, int64_t row);  // x (n, d)

}  // namespace lesson06
