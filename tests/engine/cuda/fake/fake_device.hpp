// A device made of ordinary memory, for tests of all that stands around a real one: what it is told
// to be, when it is told to fail, and what it has seen.
#pragma once

#include <cstdint>

namespace heed::fake {

struct Control {
  // What it is.
  int32_t interface_version, driver, runtime, major, cards;
  uint64_t memory;  // bytes
  // The call `fail_in` ("multiply") fails once, the `fail_after`-th time from now on (0: the next).
  // After `lost` (3) every call fails with it.
  const char* fail_in;
  int64_t fail_after;
  int32_t fail_with;
  // What it has seen.
  int64_t calls, allocations, opened, products, bytes_up, bytes_down;
  uint64_t in_use;                // bytes of device memory
  int64_t running;                // what was begun in a stream, and not yet waited for
  int64_t blocks, pinned_blocks;  // not yet released
  int32_t precision;              // of the last product
};

}  // namespace heed::fake

// Exported next to heed_device_table().
extern "C" heed::fake::Control* heed_fake_control();
