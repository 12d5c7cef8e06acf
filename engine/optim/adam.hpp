// Adam and AdamW: steps of about the same length for every weight.
#pragma once

#include "engine/optim/optimizer.hpp"

namespace heed::inline HEED_PRECISION {

// Of the formula below.
struct AdamOptions {
  double lr = 1e-3;
  double beta1 = 0.9, beta2 = 0.999;  // how much of the averages a step keeps
  double eps = 1e-8;
  double weight_decay = 0;
  bool amsgrad = false;
};

// Adam (Kingma and Ba 2015), as in PyTorch, t counting a parameter's steps from 1:
//     g = gradient + weight_decay w
//     m = beta1 m + (1 - beta1) g;   v = beta2 v + (1 - beta2) g^2
//     w -= lr m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps)
// With amsgrad the largest v so far takes v's place in the last line (Reddi, Kale, Kumar 2018).
// ValueError for options out of range.
class Adam : public Optimizer {
 public:
  Adam(const ParameterGroups& parameters, const AdamOptions& options, Place at = Place::here());

 protected:
  // For AdamW, which keeps the decay out of the averages.
  enum class Decay { in_gradient, decoupled };
  Adam(const char* name, const ParameterGroups& parameters, const AdamOptions& options, Decay decay,
       Place at);

 private:
  void visit(const Visitor& show) override;
  void update(const std::vector<optim::Span>& spans) override;
  AdamOptions options_;
  Decay decay_;
  std::vector<Buffer> mean_, square_, largest_;
};

// As Adam's, but for the decay.
struct AdamWOptions {
  double lr = 1e-3;
  double beta1 = 0.9, beta2 = 0.999;
  double eps = 1e-8;
  double weight_decay = 1e-2;
  bool amsgrad = false;
};

// Adam whose weight decay is kept out of the averages (Loshchilov and Hutter 2019): each step
// begins with w -= lr weight_decay w.
class AdamW : public Adam {
 public:
  AdamW(const ParameterGroups& parameters, const AdamWOptions& options, Place at = Place::here());
};

}  // namespace heed::inline HEED_PRECISION
