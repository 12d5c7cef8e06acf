// First part: a vision transformer, a CNN and nearest neighbour read digits.
#pragma once

#include "data/digits.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson14 {

// Adds its section to the page, and returns how alike the model's positions are (positions.hpp).
heed::Tensor read_digits(heed::show::Run& run, heed::show::Page& page,
                         const heed::DigitSplit& digits);

}  // namespace lesson14
