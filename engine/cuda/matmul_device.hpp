// Where matrix products are computed: on the processor, or on a CUDA card.
#pragma once

#include <string>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION {

// All products of matrices, inside linear, convolution, attention and recurrence as well, forward
// and backward:
//     "cpu"   on the processor, as at the start
//     "cuda"  on the card. DeviceError, with the reason and what to do, if that cannot be, now or
//             later: an operation that fails has written nothing
//     "auto"  each where it is faster, says the cost model (engine/cuda/cost.hpp); on the processor
//             where there is no card, or it fails: said once, on standard error
// ValueError for another name.
// `precision` is how the card multiplies floats: "fp32"; or on tensor cores "tf32", "bf16", which
// keep 11 and 8 bits of each factor and sum in float32 (DeviceError on cards before 8.0). Doubles
// stay doubles. To be called while nothing is computed.
void set_matmul_device(const std::string& device, const std::string& precision = "fp32");
std::string matmul_device();  // "cpu", "cuda" or "auto", as it was set

// What the environment asks for: HEED_DEVICE, "cpu" where it is not set.
std::string matmul_device_asked();

// Some lines for a profile: which card, at which precision, how much was computed there and here,
// what crossed the bus, and from which size on a product pays. "" where "cpu" is set.
std::string matmul_report();

}  // namespace heed::inline HEED_PRECISION
