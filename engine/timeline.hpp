// What ran when: every operation as a span of time, and the memory in use, for a trace viewer.
#pragma once

#include <cstdint>
#include <string>

#include "engine/profile.hpp"

namespace heed::inline HEED_PRECISION::profile {

// While the ledger is enabled, too, the first 100,000 operations are kept with their times; off at
// the start. Turning it on empties the timeline.
void record_timeline(bool on);

// As JSON, one slice an operation in the row of its thread, and the pool's bytes in use after each:
// ui.perfetto.dev and Chromium's chrome://tracing open it. Times count from the first operation.
// FileError with path and reason.
void write_timeline(const std::string& path);

}  // namespace heed::inline HEED_PRECISION::profile
