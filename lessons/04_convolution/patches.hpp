// What the second layer looks for: the patches that its channels answer most.
#pragma once

#include <string>

#include "lessons/04_convolution/readers.hpp"

namespace lesson04 {

// For the sixteen channels that count most, the 5×5 pixels of all digits that each answers most,
// and the class whose score that raises most. For a CNN that keeps the largest number.
std::string patches_drawn(PooledCnn& cnn, const Digits& digits);

}  // namespace lesson04
