// Measuring in a lesson: how long something takes, and how far two results lie apart.
#pragma once

#include <functional>

#include "engine/tensor.hpp"

namespace heed::show {

double milliseconds(const std::function<void()>& run);  // the middle one of three runs

// Of two tensors of one shape, element by element; 0 where there is none.
double largest_difference(const Tensor& a, const Tensor& b);

}  // namespace heed::show
