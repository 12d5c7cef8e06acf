// Finding the operation that made the first NaN.
#pragma once

#include <cmath>
#include <utility>

#include "engine/random.hpp"

namespace heed::inline HEED_PRECISION {

// Runs forward(), which computes a loss. If that is not finite, runs it once more, with the same
// random numbers and every operation checked, so that NumericalError names the first operation that
// made NaN or infinity, and its line. For what backward() makes: DetectAnomaly around both.
template <class Forward>
Tensor finite(Forward&& forward, Place at = Place::here()) {
  const Random before = default_random();
  Tensor loss = forward();
  for (int64_t i = 0; i < loss.numel(); ++i) {
    if (std::isfinite(loss.data()[i])) continue;
    default_random() = before;
    const DetectAnomaly detect;
    forward();
    throw NumericalError(explain("finite", at, "the loss is not finite", {{"loss", loss.shape()}},
                                 "a second run of the same step was: is something random in it "
                                 "that does not come from default_random()?"));
  }
  return loss;
}

}  // namespace heed::inline HEED_PRECISION
