// The bar of a training loop, on standard error: step, loss, time left.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/anomaly.hpp"
#include "lessons/show/terminal.hpp"

namespace heed::show {

// What the trainings of a run leave: the time they took, and every step's loss, not smoothed.
struct Curve {
  std::string name;
  std::vector<double> losses;
};
struct Trainings {
  double seconds = 0;
  std::vector<Curve> curves;
};

//     show::Progress bar = run.progress("training", steps);
//     while (bar.next()) {
//       Tensor loss = bar.loss([&] { return cross_entropy(model(x), y); });
//       loss.backward();
//       …
//     }
// Redrawn at most ten times a second; about ten plain lines in all where nobody watches.
class Progress {
 public:
  // `trainings`, if given, gets the time from here to the end, and the losses.
  Progress(std::string what, int64_t steps, bool quiet = false, Trainings* trainings = nullptr);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  bool next();                            // false after the last step; throws Interrupted on Ctrl-C
  int64_t step() const { return step_; }  // the one running, from 0
  int64_t steps() const { return steps_; }

  // Computes the step's loss and shows it, smoothed. Where it is no finite number, computes it
  // again with every operation watched, and throws the NumericalError that names the one to blame.
  template <class Forward>
  Tensor loss(Forward forward) {
    const Tensor value = finite(forward);
    loss(double(value.item()));
    return value;
  }
  void loss(double value);      // the same for a number; NumericalError if it is not finite
  void also(std::string text);  // shown behind the loss from now on: "accuracy 0.93"

  const std::vector<double>& losses() const { return losses_; }  // of every step, not smoothed

 private:
  using Clock = std::chrono::steady_clock;
  void report();  // where it is time to
  void finish();
  std::string line() const;
  std::string bar(int width) const;

  std::string what_, also_;
  int64_t steps_, step_ = -1;
  Terminal terminal_;
  bool quiet_, drawn_ = false, finished_ = false;
  Trainings* trainings_;
  double smooth_ = 0, weight_ = 0;  // of the losses so far; the later, the heavier
  std::vector<double> losses_;
  Clock::time_point begin_, last_drawn_;
};

}  // namespace heed::show
