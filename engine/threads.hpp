// How many threads the engine computes with.
#pragma once

#include <string>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION {

// For the engine's own loops and for BLAS, from the calling thread. ValueError unless n >= 1. The
// same number of threads gives the same bits on the same machine.
void set_num_threads(int n);
int num_threads();

std::string blas_name();  // "OpenBLAS 0.3.21 … SAPPHIRERAPIDS, OpenMP threads"

}  // namespace heed::inline HEED_PRECISION
