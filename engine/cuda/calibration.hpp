// The rates of this machine: measured once, and stored.
#pragma once

#include <string>

#include "engine/cuda/cost.hpp"
#include "engine/cuda/session.hpp"

namespace heed::inline HEED_PRECISION::cuda {

// In less than two seconds: copies of 32 MiB, products of growing size.
Rates measure_rates(Session& session, device::Precision precision);

// What rates depend on: card, driver, precision, BLAS and the processor it found, threads.
std::string rates_key(const device::About& about, device::Precision precision);
// $XDG_CACHE_HOME/heed/, or ~/.cache/heed/, and a name made of the key; "" if neither is set.
std::string rates_path(const std::string& key);

// From the file, if it is there, whole, and of this key; else measured and written there. A file
// that cannot be written is no error: the next program measures again.
Rates stored_rates(Session& session, device::Precision precision);

}  // namespace heed::inline HEED_PRECISION::cuda
