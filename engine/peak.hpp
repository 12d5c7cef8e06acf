// What this machine's processor could compute at most: the measure for all that it does.
#pragma once

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION {

// Multiply-adds in registers, 2 FLOPs each, by `threads` threads: FLOP/s. Measured anew, in about
// `seconds`; other programs on the machine lower it.
double peak_flops(int threads, double seconds = 0.05);

}  // namespace heed::inline HEED_PRECISION
