// How the learning rate changes over a training.

#include <cmath>
#include <limits>
#include <numbers>

#include "engine/optim.hpp"
#include "engine/optim/update.hpp"

namespace heed::inline HEED_PRECISION {

WarmupCosine::WarmupCosine(double peak, int64_t warmup, int64_t total, double floor, Place at)
    : peak_(peak), floor_(floor), warmup_(warmup), total_(total) {
  const char* name = "WarmupCosine";
  optim::check_range(name, "peak", peak, 0, std::numeric_limits<double>::infinity(), at);
  if (!(floor >= 0 && floor <= 1))
    throw ValueError(
        explain(name, at, "floor is a share of the peak, 0 to 1; it is " + std::to_string(floor)));
  if (warmup < 0 || total < warmup)
    throw ValueError(explain(name, at,
                             "needs 0 <= warmup <= total, got " + std::to_string(warmup) + " and " +
                                 std::to_string(total)));
}

double WarmupCosine::lr(int64_t step) const {
  if (step < warmup_) return peak_ * double(step + 1) / double(warmup_);
  if (step >= total_) return peak_ * floor_;
  const double progress = double(step - warmup_) / double(total_ - warmup_);
  return peak_ * (floor_ + (1 - floor_) * 0.5 * (1 + std::cos(std::numbers::pi * progress)));
}

}  // namespace heed::inline HEED_PRECISION
