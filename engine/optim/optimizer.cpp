// What all optimisers do: grouping their parameters, stepping, and checks.

#include "engine/optim/optimizer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/optim/update.hpp"

namespace heed::inline HEED_PRECISION {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

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

void check_range(const char* name, const char* option, double value, double low, double below,
                 Place at) {
  if (value >= low && value < below) return;  // false for NaN
  std::string rule = std::string(option) + " must be at least " + exact_text(low);
  if (std::isfinite(below))
    rule += " and less than " + exact_text(below);
  else
    rule += " and finite";
  throw ValueError(explain(name, at, rule + ", it is " + exact_text(value)));
}

}  // namespace optim

Optimizer::Optimizer(const char* name, const ParameterGroups& groups, double lr,
                     double weight_decay, Place at)
    : name_(name) {
  set_lr(lr, at);
  optim::check_range(name, "weight_decay", weight_decay, 0, kInfinity, at);
  if (groups.list.empty()) throw ValueError(explain(name, at, "there are no parameters"));
  for (size_t g = 0; g < groups.list.size(); ++g) add(groups, g, lr, weight_decay, at);
  steps_.resize(parameters_.size());
}

void Optimizer::add(const ParameterGroups& groups, size_t g, double lr, double weight_decay,
                    Place at) {
  const ParameterGroup& group = groups.list[g];
  const std::string called = " of group " + std::to_string(g);
  if (groups.list.size() > 1 && group.parameters.empty())
    throw ValueError(explain(name_, at, "there are no parameters in group " + std::to_string(g)));
  const double own_lr = group.lr.value_or(lr),
               own_decay = group.weight_decay.value_or(weight_decay);
  optim::check_range(name_, ("lr" + called).c_str(), own_lr, 0, kInfinity, at);
  optim::check_range(name_, ("weight_decay" + called).c_str(), own_decay, 0, kInfinity, at);
  if (group.lr && lr == 0)
    throw ValueError(explain(name_, at, "lr is 0, and group " + std::to_string(g) + " has its own",
                             {},
                             "set_lr() and schedules keep the ratio of the two: for weights "
                             "that must not move, give their group lr = 0"));
  const std::vector<Tensor> own = optim::distinct(name_, group.parameters, at);
  for (const Tensor& x : own)
    for (size_t i = 0; i < parameters_.size(); ++i)
      if (parameters_[i].node() == x.node())
        throw ValueError(explain(name_, at,
                                 "a parameter is in group " + std::to_string(group_of_[i]) +
                                     " and in group " + std::to_string(g),
                                 {{"parameter", x.shape()}}, "each is moved once, in one way"));
  parameters_.insert(parameters_.end(), own.begin(), own.end());
  group_of_.insert(group_of_.end(), own.size(), g);
  groups_.push_back({int64_t(own.size()), group.lr ? own_lr / lr : 1, own_decay});
}

void Optimizer::check_options(Place at) {
  visit({.option = [&](const char* option, double value, double low, double below) {
    optim::check_range(name_, option, value, low, below, at);
  }});
}

void Optimizer::set_lr(double lr, Place at) {
  optim::check_range(name_, "lr", lr, 0, kInfinity, at);
  lr_ = lr;
}

std::vector<double> Optimizer::group_lrs() const {
  std::vector<double> all;
  for (const Group& group : groups_) all.push_back(lr_ * group.lr_scale);
  return all;
}

void Optimizer::zero_grad() {
  for (Tensor& x : parameters_) x.zero_grad();
}

std::vector<optim::Span> Optimizer::with_gradient() {
  std::vector<optim::Span> spans;
  for (size_t i = 0; i < parameters_.size(); ++i) {
    Tensor& x = parameters_[i];
    const Group& group = groups_[group_of_[i]];
    if (const Buffer& gradient = x.node()->gradient)
      spans.push_back({x.mutable_data(), gradient.data(), x.numel(), i, lr_ * group.lr_scale,
                       group.weight_decay, steps_[i] + 1});
  }
  return spans;
}

void Optimizer::make_moments(const std::vector<optim::Span>& spans) {
  visit({.moment = [&](const char*, std::vector<Buffer>& moment, double start) {
    moment.resize(parameters_.size());
    for (const optim::Span& span : spans) {
      if (moment[span.index]) continue;
      Buffer fresh = Buffer::uninitialized(span.size);
      std::fill_n(fresh.data(), span.size, real(start));
      moment[span.index] = fresh;
    }
  }});
}

void Optimizer::step() {
  const profile::Clock clock(name_, profile::Pass::forward);
  const std::vector<optim::Span> spans = with_gradient();
  make_moments(spans);
  update(spans);
  for (const optim::Span& span : spans) steps_[span.index] = span.step;
}

}  // namespace heed::inline HEED_PRECISION
