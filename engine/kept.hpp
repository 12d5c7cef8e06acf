// Numbers of which a device may hold copies: where they lie, and in which state they are.
#pragma once

#include <atomic>
#include <cstdint>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION {

namespace kept {

// From here on [begin, end) is kept, in the state that the version says, until it is removed.
void add(const real* begin, const real* end, const std::atomic<uint64_t>& version);
void remove(const real* begin);
// The version of what this number belongs to; 0 if it is not kept. A copy that was made at a
// version is good as long as there is that version: no two states of anything have the same.
uint64_t version_at(const real* number);

}  // namespace kept

// While it lives these numbers do not change, and are kept. For an operation that multiplies an
// array, such as dy, more than once.
class Steady {
 public:
  Steady(const real* numbers, int64_t size);
  ~Steady();
  Steady(const Steady&) = delete;
  Steady& operator=(const Steady&) = delete;

 private:
  const real* numbers_;  // null if they are kept without this
  std::atomic<uint64_t> version_;
};

}  // namespace heed::inline HEED_PRECISION
