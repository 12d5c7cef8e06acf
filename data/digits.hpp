// 1,797 real handwritten digits (data/README.md says where they come from).
#pragma once

#include <string>

#include "engine/indices.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

struct Digits {
  Tensor images;   // (N, 1, 8, 8), 0 (paper) … 1 (ink)
  Indices labels;  // (N), 0 … 9

  int64_t size() const { return labels.numel(); }
};

// Reads a gzipped CSV file: a line an example, 64 pixels 0 … 16 row by row, then the class 0 … 9.
// FileError with path, line and reason for anything else.
Digits load_digits(const std::string& path = "data/digits/digits.csv.gz");

struct DigitSplit {
  Digits train, test;
};

// Always the same 80/20 split, whatever the seed: of each class, in the file's order, every fifth
// example is for the test. So the classes are as frequent in both parts, and no example is in two.
DigitSplit split(const Digits& digits);

}  // namespace heed::inline HEED_PRECISION
