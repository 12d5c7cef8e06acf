// How the learning rate changes over a training.

#include "engine/optim/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "engine/optim/update.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void check_rate(const char* name, const char* option, double value, Place at) {
  optim::check_range(name, option, value, 0, kInfinity, at);
}

void check_at_least(const char* name, const char* option, int64_t value, int64_t least, Place at) {
  if (value < least)
    throw ValueError(explain(name, at,
                             std::string(option) + " must be at least " + std::to_string(least) +
                                 ", it is " + std::to_string(value)));
}

// From `from` at share 0 to `to` at share 1, along half a cosine.
double half_cosine(double from, double to, double share) {
  return to + (from - to) * 0.5 * (1 + std::cos(std::numbers::pi * share));
}

}  // namespace

double Schedule::lr(int64_t step, Place at) const {
  check_at_least("Schedule", "step", step, 0, at);
  return rate(step);
}

StepLR::StepLR(double lr, int64_t step_size, double gamma, Place at)
    : lr_(lr), gamma_(gamma), step_size_(step_size) {
  check_rate("StepLR", "lr", lr, at);
  check_rate("StepLR", "gamma", gamma, at);
  check_at_least("StepLR", "step_size", step_size, 1, at);
}

double StepLR::rate(int64_t step) const {
  return lr_ * std::pow(gamma_, double(step / step_size_));
}

MultiStepLR::MultiStepLR(double lr, std::vector<int64_t> milestones, double gamma, Place at)
    : lr_(lr), gamma_(gamma), milestones_(std::move(milestones)) {
  check_rate("MultiStepLR", "lr", lr, at);
  check_rate("MultiStepLR", "gamma", gamma, at);
  for (const int64_t step : milestones_) check_at_least("MultiStepLR", "a milestone", step, 0, at);
  std::sort(milestones_.begin(), milestones_.end());
}

double MultiStepLR::rate(int64_t step) const {
  const auto ahead = std::upper_bound(milestones_.begin(), milestones_.end(), step);
  return lr_ * std::pow(gamma_, double(ahead - milestones_.begin()));
}

ExponentialLR::ExponentialLR(double lr, double gamma, Place at) : lr_(lr), gamma_(gamma) {
  check_rate("ExponentialLR", "lr", lr, at);
  check_rate("ExponentialLR", "gamma", gamma, at);
}

double ExponentialLR::rate(int64_t step) const { return lr_ * std::pow(gamma_, double(step)); }

CosineAnnealingLR::CosineAnnealingLR(double lr, int64_t t_max, double eta_min, Place at)
    : lr_(lr), eta_min_(eta_min), t_max_(t_max) {
  check_rate("CosineAnnealingLR", "lr", lr, at);
  check_rate("CosineAnnealingLR", "eta_min", eta_min, at);
  check_at_least("CosineAnnealingLR", "t_max", t_max, 1, at);
}

double CosineAnnealingLR::rate(int64_t step) const {
  return half_cosine(lr_, eta_min_, double(step) / double(t_max_));
}

OneCycleLR::OneCycleLR(double max_lr, int64_t total_steps, const OneCycleOptions& options, Place at)
    : linear_(options.linear) {
  const char* name = "OneCycleLR";
  check_rate(name, "max_lr", max_lr, at);
  check_at_least(name, "total_steps", total_steps, 1, at);
  const double most = options.three_phase ? 0.5 : 1;
  if (!(options.pct_start >= 0 && options.pct_start <= most))
    throw ValueError(explain(name, at,
                             "pct_start is a share of the steps, 0 to " + exact_text(most) +
                                 "; it is " + exact_text(options.pct_start)));
  for (const double factor : {options.div_factor, options.final_div_factor})
    if (!(factor > 0 && factor < kInfinity))
      throw ValueError(explain(
          name, at,
          "div_factor and final_div_factor must be more than 0 and finite, they are " +
              exact_text(options.div_factor) + " and " + exact_text(options.final_div_factor)));
  const double first = max_lr / options.div_factor, last = first / options.final_div_factor;
  const double rise = options.pct_start * double(total_steps), end = double(total_steps - 1);
  phases_.push_back({rise - 1, first, max_lr});
  if (options.three_phase) phases_.push_back({2 * rise - 2, max_lr, first});
  phases_.push_back({end, phases_.back().to, last});
}

double OneCycleLR::rate(int64_t step) const {
  const double now = std::min(double(step), phases_.back().last_step);
  double begin = 0;
  size_t p = 0;
  for (; p + 1 < phases_.size() && now > phases_[p].last_step; ++p) begin = phases_[p].last_step;
  const auto& [end, from, to] = phases_[p];
  const double share = end > begin ? (now - begin) / (end - begin) : 1;
  return linear_ ? from + (to - from) * share : half_cosine(from, to, share);
}

Noam::Noam(int64_t d_model, int64_t warmup, double factor, Place at) : warmup_(double(warmup)) {
  check_at_least("Noam", "d_model", d_model, 1, at);
  check_at_least("Noam", "warmup", warmup, 1, at);
  check_rate("Noam", "factor", factor, at);
  scale_ = factor / std::sqrt(double(d_model));
}

double Noam::rate(int64_t step) const {
  const double t = double(step) + 1;
  return scale_ * std::min(1 / std::sqrt(t), t * std::pow(warmup_, -1.5));
}

WarmupCosine::WarmupCosine(double peak, int64_t warmup, int64_t total, double floor, Place at)
    : peak_(peak), floor_(floor), warmup_(warmup), total_(total) {
  const char* name = "WarmupCosine";
  check_rate(name, "peak", peak, at);
  if (!(floor >= 0 && floor <= 1))
    throw ValueError(
        explain(name, at, "floor is a share of the peak, 0 to 1; it is " + exact_text(floor)));
  if (warmup < 0 || total < warmup)
    throw ValueError(explain(name, at,
                             "needs 0 <= warmup <= total, got " + std::to_string(warmup) + " and " +
                                 std::to_string(total)));
}

double WarmupCosine::rate(int64_t step) const {
  if (step < warmup_) return peak_ * (double(step) + 1) / double(warmup_);
  if (step >= total_) return peak_ * floor_;
  const double progress = double(step - warmup_) / double(total_ - warmup_);
  return peak_ * half_cosine(1, floor_, progress);
}

}  // namespace heed::inline HEED_PRECISION
