// What the machine could do at best, measured in the run that is judged by it.
#pragma once

#include <functional>

#include "tests/bench/measure.hpp"

namespace heed::bench {

// Of one run: its matrix products are written down, then given to OpenBLAS alone.
Limits measure_limits(const std::function<void()>& run);

}  // namespace heed::bench
