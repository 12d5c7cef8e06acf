// Gradients made shorter or smaller before a step.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Scales the gradients so that all of them together, as one vector, are no longer than `max_norm`
// (Pascanu, Mikolov, Bengio 2013); returns how long they were. NumericalError if that is not a
// finite number.
double clip_grad_norm(const std::vector<Tensor>& parameters, double max_norm,
                      Place at = Place::here());

// Moves every number of the gradients into [-clip_value, clip_value]. NaN stays NaN. ValueError
// unless clip_value > 0.
void clip_grad_value(const std::vector<Tensor>& parameters, double clip_value,
                     Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
