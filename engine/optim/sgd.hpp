// Stochastic gradient descent.
#pragma once

#include "engine/optim/optimizer.hpp"

namespace heed::inline HEED_PRECISION {

// Of the formula below.
struct SGDOptions {
  double lr = 1e-3;
  double momentum = 0;
  double dampening = 0;  // of a gradient that joins the momentum
  double weight_decay = 0;
  bool nesterov = false;
};

// Stochastic gradient descent, as in PyTorch:
//     g = gradient + weight_decay w;   v = momentum v + (1 - dampening) g;   w -= lr v
// A parameter's first gradient becomes v whole. Nesterov's form looks ahead:
// w -= lr (g + momentum v); it needs a momentum, and no dampening. ValueError for options out of
// range.
class SGD : public Optimizer {
 public:
  SGD(const ParameterGroups& parameters, const SGDOptions& options, Place at = Place::here());

 private:
  void visit(const Visitor& show) override;
  void update(const std::vector<optim::Span>& spans) override;
  SGDOptions options_;
  std::vector<Buffer> velocity_;
};

}  // namespace heed::inline HEED_PRECISION
