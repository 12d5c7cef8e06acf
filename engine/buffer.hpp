// Buffer: a shared, 64-byte-aligned block of numbers from a pool.
#pragma once

#include <cstdint>
#include <utility>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION {

// A handle to a block of numbers, shared by the tensors that look at it (a tensor and its reshape).
// The last handle gives the block back to the pool, and the next tensor of about that size takes it
// from there: a training loop asks the system for memory during its first steps only.
class Buffer {
 public:
  Buffer() = default;                         // refers to nothing
  static Buffer uninitialized(int64_t size);  // MemoryError if the machine has not that much
  static Buffer zeros(int64_t size);

  // A copy is one more handle to the same block.
  Buffer(const Buffer& other) noexcept;
  Buffer(Buffer&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Buffer& operator=(Buffer other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~Buffer();

  // Of a handle that refers to nothing, data() is null, and the rest must not be asked.
  real* data() const;
  explicit operator bool() const { return block_ != nullptr; }
  bool unique() const;  // nobody else holds this block

  // Numbers the states of the block. No two states of any block ever have the same number, so who
  // remembers (block, version) can tell for certain whether the numbers are still those.
  uint64_t version() const;
  void bump_version();

  static uint64_t new_version();  // a number that no state of any block has

  // Says that who computes on a device may hold a copy of this block (kept.hpp): it is read again
  // and again, as a parameter is, and whoever writes to it bumps the version first. (Gradients, and
  // what kernels lay out for themselves, are written without.)
  void keep();

 private:
  struct Block;
  Block* block_ = nullptr;
};

// What the pool has given out, in this precision.
struct PoolStats {
  int64_t live_buffers;  // blocks in use
  int64_t live_bytes;    // what was asked for in them
  int64_t peak_bytes;    // the most in use at a time, since the last reset_peak()
  int64_t new_blocks;    // blocks that were made, because none was free
};
PoolStats pool_stats();
void reset_peak();  // the peak is what is in use now

}  // namespace heed::inline HEED_PRECISION
