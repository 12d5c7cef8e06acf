// When does the copy eat the gain? A product costs here what the processor needs to compute it; on
// a device, what the bus needs to carry it, and the device to compute it.
#pragma once

#include <cstdint>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION::cuda {

// What this machine can do, measured (calibration.hpp).
struct Rates {
  double here;      // FLOP/s of large products on the processor, with the threads in use
  double there;     // and on the device, with operands that are there
  double up, down;  // bytes/s to the device and back, packing and handing over included
  double wait;      // seconds that the smallest product takes, there and back
};

// A product, or several, as the model sees them.
struct Load {
  double flops, up, down;  // 2 m n k; bytes that must cross the bus
};

// Seconds. Nothing is taken to overlap: what does makes the device better than this says.
//     here:   flops / here
//     there:  wait + up / bandwidth up + flops / there + down / bandwidth down
double seconds_here(const Rates& rates, const Load& load);
double seconds_there(const Rates& rates, const Load& load);

// From which n on an n x n times n x n product is faster on the device, if A and C cross the bus,
// and B as well unless it is kept there. 0: for none up to 2^20.
int64_t crossover(const Rates& rates, bool b_is_kept);

}  // namespace heed::inline HEED_PRECISION::cuda
