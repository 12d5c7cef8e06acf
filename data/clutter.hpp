// One digit hidden among fragments of others: where must one look to read it?
#pragma once

#include <cstdint>
#include <vector>

#include "data/digits.hpp"

namespace heed::inline HEED_PRECISION {

struct ClutterOptions {
  int64_t size = 32;      // the pictures are size x size
  int64_t digit = 12;     // the digit, enlarged to digit x digit pixels
  int64_t grid = 4;       // its corner stands at a multiple of this
  int64_t fragments = 8;  // pieces of other digits, which never cover it
  int64_t fragment = 6;   // each fragment x fragment pixels
  double noise = 0.1;     // standard deviation, on every pixel
};

struct Clutter {
  Tensor images;                   // (B, 1, size, size), paper 0 … ink 1, and noise
  Indices labels;                  // (B)
  std::vector<int64_t> top, left;  // the digit's corner in each picture
};

// Picture i depends on the seed, i and its digit alone.
class ClutterGenerator {
 public:
  // Hides these digits, and takes the fragments from them. ValueError if the digit does not fit.
  ClutterGenerator(const Digits& digits, ClutterOptions options, uint64_t seed,
                   Place at = Place::here());

  // Pictures first, first + 1, …: picture first + b shows digit rows[b].
  Clutter pictures(const Indices& rows, int64_t first) const;
  const ClutterOptions& options() const { return options_; }

 private:
  ClutterOptions options_;
  uint64_t seed_;
  Tensor digits_;  // (N, digit, digit), enlarged
  Indices labels_;
};

}  // namespace heed::inline HEED_PRECISION
