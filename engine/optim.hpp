// What turns gradients into better weights: optimisers, the learning rate's schedule, clipping.
#pragma once

#include <vector>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Moves parameters by their gradients. A parameter without a gradient stays as it is.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  virtual void step() = 0;
  void zero_grad();  // forgets all gradients; backward() would add to them
  double lr() const { return lr_; }
  void set_lr(double lr, Place at = Place::here());  // ValueError below 0
  const std::vector<Tensor>& parameters() const { return parameters_; }

 protected:
  // ValueError if there is no parameter, or one is no leaf; one that is given twice counts once.
  Optimizer(const char* name, const std::vector<Tensor>& parameters, double lr, Place at);
  const char* name_;
  std::vector<Tensor> parameters_;
  double lr_;
};

struct SGDOptions {
  double lr = 1e-3;
  double momentum = 0;
  double weight_decay = 0;
  bool nesterov = false;
};

// Stochastic gradient descent, as in PyTorch:
//     g = gradient + weight_decay w;   v = momentum v + g;   w -= lr v
// Nesterov's form looks ahead: w -= lr (g + momentum v). ValueError for options out of range.
class SGD : public Optimizer {
 public:
  SGD(const std::vector<Tensor>& parameters, const SGDOptions& options, Place at = Place::here());
  void step() override;

 private:
  SGDOptions options_;
  std::vector<Buffer> velocity_;
};

struct AdamOptions {
  double lr = 1e-3;
  double beta1 = 0.9, beta2 = 0.999;  // how much of the averages a step keeps
  double eps = 1e-8;
  double weight_decay = 0;
};

// Adam (Kingma and Ba 2015), as in PyTorch, t counting a parameter's steps from 1:
//     g = gradient + weight_decay w
//     m = beta1 m + (1 - beta1) g;   v = beta2 v + (1 - beta2) g^2
//     w -= lr m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps)
// ValueError for options out of range.
class Adam : public Optimizer {
 public:
  Adam(const std::vector<Tensor>& parameters, const AdamOptions& options, Place at = Place::here());
  void step() override;

 protected:
  enum class Decay { in_gradient, decoupled };
  Adam(const char* name, const std::vector<Tensor>& parameters, const AdamOptions& options,
       Decay decay, Place at);

 private:
  struct Moments {
    Buffer mean, square;
    int64_t steps = 0;
  };
  AdamOptions options_;
  Decay decay_;
  std::vector<Moments> moments_;
};

struct AdamWOptions {
  double lr = 1e-3;
  double beta1 = 0.9, beta2 = 0.999;
  double eps = 1e-8;
  double weight_decay = 1e-2;
};

// Adam whose weight decay is kept out of the averages (Loshchilov and Hutter 2019): each step
// begins with w -= lr weight_decay w.
class AdamW : public Adam {
 public:
  AdamW(const std::vector<Tensor>& parameters, const AdamWOptions& options,
        Place at = Place::here());
};

// Scales the gradients so that all of them together, as one vector, are no longer than `max_norm`;
// returns how long they were. NumericalError if that is not a finite number.
double clip_grad_norm(const std::vector<Tensor>& parameters, double max_norm,
                      Place at = Place::here());

// The learning rate for each step, from 0: it rises evenly to `peak` during the first `warmup`
// steps, then falls along half a cosine to `floor` times the peak at step `total` (Loshchilov and
// Hutter 2017), and stays there. ValueError for numbers out of range.
class WarmupCosine {
 public:
  WarmupCosine(double peak, int64_t warmup, int64_t total, double floor = 0,
               Place at = Place::here());
  double lr(int64_t step) const;
  void apply(Optimizer& optimizer, int64_t step) const { optimizer.set_lr(lr(step)); }

 private:
  double peak_, floor_;
  int64_t warmup_, total_;
};

}  // namespace heed::inline HEED_PRECISION
