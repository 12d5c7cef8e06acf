// Schedules: how the learning rate changes over a training.
#pragma once

#include <vector>

#include "engine/optim/optimizer.hpp"

namespace heed::inline HEED_PRECISION {

// The learning rate as a function of the step (or the epoch, if it is applied once an epoch), from
// 0, and of nothing else: a training that is taken up again has no schedule to restore. PyTorch's
// schedules of the same names give the same numbers, but make most of them from the one before, so
// that rounding adds up there (by about 1e-16 of the rate a step).
class Schedule {
 public:
  virtual ~Schedule() = default;
  double lr(int64_t step, Place at = Place::here()) const;  // ValueError below 0
  // Sets the optimiser's learning rate; groups that were given one keep their ratio to it.
  void apply(Optimizer& optimizer, int64_t step, Place at = Place::here()) const {
    optimizer.set_lr(lr(step, at), at);
  }

 private:
  virtual double rate(int64_t step) const = 0;
};

// All constructors: ValueError for numbers out of range.

// lr, times gamma every `step_size` steps.
class StepLR : public Schedule {
 public:
  StepLR(double lr, int64_t step_size, double gamma = 0.1, Place at = Place::here());

 private:
  double rate(int64_t step) const override;
  double lr_, gamma_;
  int64_t step_size_;
};

// lr, times gamma at each of the steps `milestones`; one that is given twice counts twice.
class MultiStepLR : public Schedule {
 public:
  MultiStepLR(double lr, std::vector<int64_t> milestones, double gamma = 0.1,
              Place at = Place::here());

 private:
  double rate(int64_t step) const override;
  double lr_, gamma_;
  std::vector<int64_t> milestones_;  // sorted
};

// lr gamma^step
class ExponentialLR : public Schedule {
 public:
  ExponentialLR(double lr, double gamma, Place at = Place::here());

 private:
  double rate(int64_t step) const override;
  double lr_, gamma_;
};

// Along half a cosine from lr to eta_min at step t_max, then up again, and so on (Loshchilov and
// Hutter 2017, without restarts).
class CosineAnnealingLR : public Schedule {
 public:
  CosineAnnealingLR(double lr, int64_t t_max, double eta_min = 0, Place at = Place::here());

 private:
  double rate(int64_t step) const override;
  double lr_, eta_min_;
  int64_t t_max_;
};

// The shape of the cycle.
struct OneCycleOptions {
  double pct_start = 0.3;         // the share of the steps in which it rises
  bool linear = false;            // straight lines instead of cosines
  double div_factor = 25;         // it begins at max_lr / div_factor
  double final_div_factor = 1e4;  // and ends at this part of that
  bool three_phase = false;       // down to the beginning as it rose, then the rest
};

// Up to max_lr and down again, within total_steps; then it stays (Smith and Topin 2019; two phases
// as in fast.ai's form). PyTorch's by default also moves the momentum the other way; this is its
// cycle_momentum=False.
class OneCycleLR : public Schedule {
 public:
  OneCycleLR(double max_lr, int64_t total_steps, const OneCycleOptions& options = {},
             Place at = Place::here());

 private:
  struct Phase {
    double last_step, from, to;
  };
  double rate(int64_t step) const override;
  std::vector<Phase> phases_;
  bool linear_;
};

// factor d_model^-0.5 min(t^-0.5, t warmup^-1.5), t = step + 1 (Vaswani et al. 2017, section 5.3):
// up evenly, then down as 1 / sqrt(t).
class Noam : public Schedule {
 public:
  Noam(int64_t d_model, int64_t warmup, double factor = 1, Place at = Place::here());

 private:
  double rate(int64_t step) const override;
  double scale_, warmup_;
};

// Rises evenly to `peak` during the first `warmup` steps, then falls along half a cosine to `floor`
// times the peak at step `total`, and stays there.
class WarmupCosine : public Schedule {
 public:
  WarmupCosine(double peak, int64_t warmup, int64_t total, double floor = 0,
               Place at = Place::here());

 private:
  double rate(int64_t step) const override;
  double peak_, floor_;
  int64_t warmup_, total_;
};

}  // namespace heed::inline HEED_PRECISION
