// A device made of ordinary memory, for tests of all that stands around a real one: what it is told
// to be, when it is told to fail, and what it has seen.
#pragma once

#include <cstdint>

#include "engine/cuda/device.hpp"

namespace heed::fake {

struct Control {
  // What it is: a card with 1 GiB and a driver that fits.
  int32_t interface_version = device::interface_version;
  int32_t driver = 13000, runtime = 13000, major = 9, cards = 1;
  uint64_t memory = 1 << 30;  // bytes
  // The call `fail_in` ("multiply") fails once, the `fail_after`-th time from now on (0: the next).
  // After device::lost every call fails with it.
  const char* fail_in = nullptr;
  int64_t fail_after = 0;
  int32_t fail_with = device::ok;
  // What it has seen.
  int64_t calls = 0, allocations = 0, opened = 0, products = 0, bytes_up = 0, bytes_down = 0;
  uint64_t in_use = 0;                    // bytes of device memory
  int64_t running = 0;                    // what was begun in a stream, and not yet waited for
  int64_t blocks = 0, pinned_blocks = 0;  // not yet released
  int32_t precision = device::fp32;       // of the last product
};

}  // namespace heed::fake

// Exported next to heed_device_table().
extern "C" heed::fake::Control* heed_fake_control();
