// What reads digits here: a linear layer, two of them with a ReLU between, and nearest neighbour.
#pragma once

#include "data/digits.hpp"
#include "layers/linear.hpp"
#include "layers/sequential.hpp"

namespace lesson03 {

using namespace heed;

constexpr int64_t kSide = 8, kPixels = kSide * kSide, kClasses = 10, kHidden = 64;

// Pictures as rows of numbers: what a linear layer sees.
struct Rows {
  Tensor x;        // (N, 64), paper 0 … ink 1
  Indices labels;  // (N)
  int64_t size() const { return labels.numel(); }
};
Rows rows_of(const Digits& digits);
Rows pick(const Rows& rows, const Indices& which);

// (B, 64) -> (B, 10), 650 numbers. It begins with zeros: what its rows show was learned.
struct Scores : Linear {
  Scores();
};

// 64 -> hidden -> 10 with a ReLU between; 4,810 numbers for 64 hidden ones.
struct Mlp : Sequential {
  explicit Mlp(Random& random, int64_t hidden = kHidden);
};

// The share of `test` whose most alike row of `train`, number by number, has their label.
double nearest_neighbour(const Rows& train, const Rows& test);

// Every picture moved (data/moved.hpp).
Rows shifted(const Rows& rows, int64_t right, int64_t down);

}  // namespace lesson03
