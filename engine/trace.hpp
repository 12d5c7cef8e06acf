// Printing backward() step by step.
#pragma once

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// After this, backward() through y's graph prints each step as it takes it: which operation it is
// and the line that made it, the formula of its rule, the gradient of its result, and what each
// input gets of it, by shape and Euclidean norm. Tensors with a name, such as a module's
// named_parameters(), are called by it. Only this graph is changed, so that no other pays for it;
// steps that no gradient reaches are left out. `out` must live until then. GradError if nothing
// here requires a gradient, or the graph was used.
void trace_backward(const Tensor& y, std::ostream& out,
                    const std::vector<std::pair<std::string, Tensor>>& names = {},
                    Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
