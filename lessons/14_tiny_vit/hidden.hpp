// Second part: a digit hidden in clutter, and where the transformer looks for it.
#pragma once

#include "data/digits.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson14 {

// Adds its section to the page; `reading_positions` is what the first part returned.
void find_hidden_digits(heed::show::Run& run, heed::show::Page& page,
                        const heed::DigitSplit& digits, const heed::Tensor& reading_positions);

}  // namespace lesson14
