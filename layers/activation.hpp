// Activations as layers, for Sequential; elsewhere call the functions.
#pragma once

#include "engine/ops/activation.hpp"
#include "engine/ops/softmax.hpp"
#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// What an activation owns: nothing.
struct Activation : Layer {
  void visit(const Visitor&) override {}
};

// 1 / (1 + e^-x), from 0 to 1.
struct Sigmoid : Activation {
  Tensor forward(const Tensor& x) override { return sigmoid(x); }
};

// (e^x - e^-x) / (e^x + e^-x), from -1 to 1.
struct Tanh : Activation {
  Tensor forward(const Tensor& x) override { return tanh(x); }
};

// max(x, 0).
struct ReLU : Activation {
  Tensor forward(const Tensor& x) override { return relu(x); }
};

// x where it is positive, slope x elsewhere.
struct LeakyReLU : Activation {
  double slope;
  explicit LeakyReLU(double negative_slope = 0.01) : slope(negative_slope) {}
  Tensor forward(const Tensor& x) override { return leaky_relu(x, slope); }
};

// x where it is positive, alpha (e^x - 1) elsewhere.
struct ELU : Activation {
  double alpha;
  explicit ELU(double scale = 1) : alpha(scale) {}
  Tensor forward(const Tensor& x) override { return elu(x, alpha); }
};

// x sigmoid(x).
struct SiLU : Activation {
  Tensor forward(const Tensor& x) override { return silu(x); }
};

// x Phi(x), Phi the normal distribution's function.
struct GELU : Activation {
  Gelu form;  // exact, or by an approximation with tanh
  explicit GELU(Gelu which = Gelu::exact) : form(which) {}
  Tensor forward(const Tensor& x) override { return gelu(x, form); }
};

// log(1 + e^(beta x)) / beta, and x itself where beta x is above the threshold.
struct Softplus : Activation {
  double beta, threshold;
  explicit Softplus(double steepness = 1, double end = 20) : beta(steepness), threshold(end) {}
  Tensor forward(const Tensor& x) override { return softplus(x, beta, threshold); }
};

// Along one axis, which must be said.
struct Softmax : Activation {
  int64_t dim;
  explicit Softmax(int64_t axis) : dim(axis) {}
  Tensor forward(const Tensor& x) override { return softmax(x, dim); }
};

}  // namespace heed::inline HEED_PRECISION
