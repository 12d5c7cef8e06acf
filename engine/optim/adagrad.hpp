// Adagrad: gradients divided by the size of all before them.
#pragma once

#include "engine/optim/optimizer.hpp"

namespace heed::inline HEED_PRECISION {

// Of the formula below.
struct AdagradOptions {
  double lr = 1e-2;
  double lr_decay = 0;
  double weight_decay = 0;
  double initial_accumulator_value = 0;
  double eps = 1e-10;
};

// Adagrad (Duchi, Hazan, Singer 2011), as in PyTorch, t counting a parameter's steps from 1, and s
// beginning at initial_accumulator_value:
//     g = gradient + weight_decay w;   s = s + g^2
//     w -= lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps)
// ValueError for options out of range.
class Adagrad : public Optimizer {
 public:
  Adagrad(const ParameterGroups& parameters, const AdagradOptions& options,
          Place at = Place::here());

 private:
  void visit(const Visitor& show) override;
  void update(const std::vector<optim::Span>& spans) override;
  AdagradOptions options_;
  std::vector<Buffer> sum_;
};

}  // namespace heed::inline HEED_PRECISION
