// RMSprop: gradients divided by their usual size.
#pragma once

#include "engine/optim/optimizer.hpp"

namespace heed::inline HEED_PRECISION {

// Of the formula below.
struct RMSpropOptions {
  double lr = 1e-2;
  double alpha = 0.99;  // how much of the averages a step keeps
  double eps = 1e-8;
  double weight_decay = 0;
  double momentum = 0;
  bool centered = false;
};

// RMSprop (Tieleman and Hinton 2012), as in PyTorch:
//     g = gradient + weight_decay w;   s = alpha s + (1 - alpha) g^2
//     u = momentum u + g / (sqrt(s) + eps);   w -= lr u
// Centered (Graves 2013), the variance s - a^2 takes the place of s, with the mean gradient
// a = alpha a + (1 - alpha) g. Where rounding makes that less than 0, it is 0 here, and NaN in
// PyTorch. ValueError for options out of range.
class RMSprop : public Optimizer {
 public:
  RMSprop(const ParameterGroups& parameters, const RMSpropOptions& options,
          Place at = Place::here());

 private:
  void visit(const Visitor& show) override;
  void update(const std::vector<optim::Span>& spans) override;
  RMSpropOptions options_;
  std::vector<Buffer> square_, mean_, velocity_;
};

}  // namespace heed::inline HEED_PRECISION
