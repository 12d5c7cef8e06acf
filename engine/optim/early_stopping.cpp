// EarlyStopping: a training ends when it no longer helps.

#include "engine/optim/early_stopping.hpp"

#include <cmath>
#include <limits>

#include "engine/optim/update.hpp"

namespace heed::inline HEED_PRECISION {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

EarlyStopping::EarlyStopping(int64_t patience, double min_delta, Mode mode, Place at)
    : patience_(patience),
      min_delta_(min_delta),
      mode_(mode),
      best_(mode == Mode::min ? kInfinity : -kInfinity) {
  if (patience < 1)
    throw ValueError(
        explain(kind(), at, "patience must be at least 1, it is " + std::to_string(patience)));
  optim::check_range(kind(), "min_delta", min_delta, 0, kInfinity, at);
}

bool EarlyStopping::better(double value) {
  const bool first = best_epoch() < 0 && !std::isnan(value);
  ++epochs_;
  if (!first && !(mode_ == Mode::min ? value < best_ - min_delta_ : value > best_ + min_delta_)) {
    ++waited_;
    return false;
  }
  best_ = value;
  waited_ = 0;
  return true;
}

State EarlyStopping::state_dict() {
  State state;
  state.put("kind", kind());
  state.put("patience", patience_);
  state.put("min_delta", min_delta_);
  state.put("mode", mode_ == Mode::min ? "min" : "max");
  state.put("best", best_);
  state.put("epochs", epochs_);
  state.put("waited", waited_);
  return state;
}

std::function<void()> EarlyStopping::read_state(StateReader& from) {
  from.agrees("kind", kind());
  from.agrees("patience", patience_);
  from.agrees("min_delta", min_delta_);
  from.agrees("mode", mode_ == Mode::min ? "min" : "max");
  EarlyStopping read = *this;
  read.best_ = from.number("best", -kInfinity, kInfinity);
  read.epochs_ = int64_t(from.whole("epochs", INT64_MAX / 2));
  read.waited_ = int64_t(from.whole("waited", uint64_t(read.epochs_)));
  return [this, read] { *this = read; };
}

}  // namespace heed::inline HEED_PRECISION
