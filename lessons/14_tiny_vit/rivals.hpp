// What the vision transformer is measured against.
#pragma once

#include "data/digits.hpp"
#include "layers/sequential.hpp"

namespace lesson14 {

// Three convolutions and a little pooling: (B, 1, 8, 8) -> (B, 10).
struct SmallCnn : heed::Sequential {
  SmallCnn();
};

// The share of test pictures read rightly by the label of the training picture that differs least,
// pixel by pixel.
double nearest_neighbour(const heed::DigitSplit& digits);

}  // namespace lesson14
