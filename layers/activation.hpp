// Activations as layers, for Sequential; elsewhere call the functions.
#pragma once

#include "engine/ops/activation.hpp"
#include "engine/ops/softmax.hpp"
#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// What an activation owns: nothing.
struct ActivationLayer : Layer {
  void visit(const Visitor&) override {}
};

// 1 / (1 + e^-x), from 0 to 1.
struct Sigmoid : ActivationLayer {
  Tensor forward(const Tensor& x) override { return sigmoid(x); }
};

// (e^x - e^-x) / (e^x + e^-x), from -1 to 1.
struct Tanh : ActivationLayer {
  Tensor forward(const Tensor& x) override { return tanh(x); }
};

// max(x, 0).
struct ReLU : ActivationLayer {
  Tensor forward(const Tensor& x) override { return relu(x); }
};

// x where it is positive, slope x elsewhere.
struct LeakyReLU : ActivationLayer {
  double slope;
  explicit LeakyReLU(double negative_slope = 0.01) : slope(negative_slope) {}
  Tensor forward(const Tensor& x) override { return leaky_relu(x, slope); }
};

// x where it is positive, alpha (e^x - 1) elsewhere.
struct ELU : ActivationLayer {
  double alpha;
  explicit ELU(double scale = 1) : alpha(scale) {}
  Tensor forward(const Tensor& x) override { return elu(x, alpha); }
};

// x sigmoid(x).
struct SiLU : ActivationLayer {
  Tensor forward(const Tensor& x) override { return silu(x); }
};

// x Phi(x), Phi the normal distribution's function.
struct GELU : ActivationLayer {
  Gelu form;  // exact, or by an approximation with tanh
  explicit GELU(Gelu which = Gelu::exact) : form(which) {}
  Tensor forward(const Tensor& x) override { return gelu(x, form); }
};

// log(1 + e^(beta x)) / beta, and x itself where beta x is above the threshold.
struct Softplus : ActivationLayer {
  double beta, threshold;
  explicit Softplus(double steepness = 1, double end = 20) : beta(steepness), threshold(end) {}
  Tensor forward(const Tensor& x) override { return softplus(x, beta, threshold); }
};

// Along one axis, which must be said.
struct Softmax : ActivationLayer {
  int64_t dim;
  explicit Softmax(int64_t axis) : dim(axis) {}
  Tensor forward(const Tensor& x) override { return softmax(x, dim); }
};

}  // namespace heed::inline HEED_PRECISION
