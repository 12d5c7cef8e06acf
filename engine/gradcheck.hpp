// gradcheck: is backward() right? Asked of every operation, layer and model in the tests.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// In double, differences give some nine digits; in float only three, so that the float build can
// tell a wrong formula from a right one, but not a slightly wrong one.
struct GradcheckOptions {
  double eps = sizeof(real) == sizeof(double) ? 1e-6 : 5e-3;  // the step, relative where |x| > 1
  double tolerance = sizeof(real) == sizeof(double) ? 1e-7 : 2e-3;
  int64_t samples = 0;  // of each input check only so many elements, drawn at random; 0: all
  uint64_t seed = 0;    // of the weights, and of those elements
};

// How far backward() and differences are apart.
struct GradcheckResult {
  bool ok;
  double worst;        // the largest error
  int64_t checked;     // how many elements
  std::string report;  // where it is: the input, its shape, the element, and both numbers
};

// Compares backward() of `f`, which maps the inputs to one tensor y, with central differences. With
// fixed random weights w, loss(x) = sum_i w_i y_i(x), and for every element x of every input
//     a = what backward() leaves in grad(),   n = (loss(x + h) - loss(x - h)) / 2h
// agree if |a - n| / (1 + |a| + |n|) <= tolerance. Weights, because an unweighted sum hides errors:
// a row of softmax sums to 1 whatever its input.
//
// The inputs are leaves, such as data or a layer's weights, which `f` may also read itself. They
// are changed element by element and put back. ValueError if there is none, or one is not a leaf,
// shares its numbers with another, or is not finite; if `f` does not repeat itself (dropout?);
// under NoGrad.
using Function = std::function<Tensor(const std::vector<Tensor>& inputs)>;
GradcheckResult gradcheck(const Function& f, const std::vector<Tensor>& inputs,
                          const GradcheckOptions& options = {}, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
