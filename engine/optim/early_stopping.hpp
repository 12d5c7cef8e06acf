// EarlyStopping: a training ends when it no longer helps.
#pragma once

#include "engine/state.hpp"

namespace heed::inline HEED_PRECISION {

// Watches a figure of the validation data, one value an epoch (Prechelt 1998):
//     if (stopping.better(validation_loss)) save(model);
//     if (stopping.stop()) break;
class EarlyStopping : public Stateful {
 public:
  enum class Mode { min, max };  // a loss, an accuracy

  // Stops after `patience` values in a row none of which beat the best by more than `min_delta`.
  // ValueError unless patience >= 1, and min_delta >= 0 and finite.
  explicit EarlyStopping(int64_t patience, double min_delta = 0, Mode mode = Mode::min,
                         Place at = Place::here());

  bool better(double value);  // the best so far? The first number is; NaN never
  bool stop() const { return waited_ >= patience_; }            // it is time to
  double best() const { return best_; }                         // infinite before the first number
  int64_t waited() const { return waited_; }                    // values since the best
  int64_t best_epoch() const { return epochs_ - 1 - waited_; }  // from 0; -1 before

  const char* kind() const override { return "EarlyStopping"; }
  State state_dict() override;
  std::function<void()> read_state(StateReader& from) override;

 private:
  int64_t patience_;
  double min_delta_;
  Mode mode_;
  double best_;
  int64_t epochs_ = 0, waited_ = 0;
};

}  // namespace heed::inline HEED_PRECISION
