// What all optimisers have: their parameters and a learning rate.

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/optim.hpp"
#include "engine/optim/update.hpp"

namespace heed::inline HEED_PRECISION {

namespace optim {

std::vector<Tensor> distinct(const char* name, const std::vector<Tensor>& parameters, Place at) {
  std::vector<Tensor> all;
  for (const Tensor& x : parameters) {
    if (!x.defined()) throw ValueError(explain(name, at, "a parameter is an undefined tensor"));
    if (x.node()->rule || x.node()->spent)
      throw ValueError(explain(name, at, "a parameter must be a leaf", {{"parameter", x.shape()}},
                               std::string("this is the result of [") + x.op() +
                                   "]: give the tensors that it was made of, or detach() it"));
    const auto same = [&](const Tensor& other) { return other.node() == x.node(); };
    if (std::none_of(all.begin(), all.end(), same)) all.push_back(x);
  }
  if (all.empty()) throw ValueError(explain(name, at, "there are no parameters"));
  return all;
}

void check_range(const char* name, const char* option, double value, double low, double high,
                 Place at) {
  if (value >= low && value < high) return;  // false for NaN
  std::string rule = std::string(option) + " must be at least " + std::to_string(low);
  if (std::isfinite(high))
    rule += " and less than " + std::to_string(high);
  else
    rule += " and finite";
  throw ValueError(explain(name, at, rule + ", it is " + std::to_string(value)));
}

std::vector<Span> with_gradient(std::vector<Tensor>& parameters) {
  std::vector<Span> spans;
  for (size_t i = 0; i < parameters.size(); ++i) {
    Tensor& x = parameters[i];
    if (const Buffer& gradient = x.node()->gradient)
      spans.push_back({x.mutable_data(), gradient.data(), x.numel(), i});
  }
  return spans;
}

}  // namespace optim

Optimizer::Optimizer(const char* name, const std::vector<Tensor>& parameters, double lr, Place at)
    : name_(name), parameters_(optim::distinct(name, parameters, at)) {
  set_lr(lr, at);
}

void Optimizer::set_lr(double lr, Place at) {
  optim::check_range(name_, "lr", lr, 0, std::numeric_limits<double>::infinity(), at);
  lr_ = lr;
}

void Optimizer::zero_grad() {
  for (Tensor& x : parameters_) x.zero_grad();
}

}  // namespace heed::inline HEED_PRECISION
