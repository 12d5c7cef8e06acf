// The lesson's little dictionary: four winds and the temperature that each brings.
#pragma once

#include <string>
#include <vector>

#include "engine/tensor.hpp"

namespace lesson {

struct Dictionary {
  std::vector<std::string> names;
  heed::Tensor keys;    // (n, 2): where the wind comes from, how far to the east and to the north
  heed::Tensor values;  // (n, 1): °C
};

Dictionary four_winds();

// A query: `degrees` from north, clockwise as on a compass.
heed::Tensor direction(double degrees, double length = 1);

std::vector<double> numbers_of(const heed::Tensor& x);

}  // namespace lesson
