// How softmax saturates in the mini-example, and what cures it.
#pragma once

#include <string>
#include <vector>

#include "engine/tensor.hpp"

namespace lesson06 {

heed::Tensor mini_tokens();  // (2, 5), the tutorial's

struct Saturation {
  std::string name;
  double apart;    // the two scores of a row; the median of many draws
  double largest;  // weight of a row; the median
};

// The example's weights as they are, around 0, and around 0 on tokens that passed a layer norm.
std::vector<Saturation> measure_saturation(uint64_t seed);

std::string refusal_of_heads();  // what MultiheadAttention says to two heads for five numbers

}  // namespace lesson06
