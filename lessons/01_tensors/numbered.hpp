// The lesson's tensor: its numbers say where they stand, 21 is in row 2, column 1.
#pragma once

#include "engine/tensor.hpp"

namespace lesson {

inline heed::Tensor numbered(int64_t rows = 3, int64_t columns = 4) {
  heed::Tensor x = heed::empty({rows, columns});
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t column = 0; column < columns; ++column)
      x.mutable_data()[row * columns + column] = heed::real(10 * row + column);
  return x;
}

// As it stands in a box: 0 in front of a number of row 0, so that all have their two digits.
inline std::string digits_of(heed::real value) {
  const auto number = int64_t(value);
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace lesson
