// Size classes, lists of free blocks, and where new ones come from.

#include "engine/pool.hpp"

#ifdef _OPENMP
#include <omp.h>
#endif
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/buffer.hpp"
#include "engine/error.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using pool::Block, pool::bytes_of;

// Eight size classes an octave for large blocks, which then waste a ninth at most; for small ones
// every other of them, 64, 80, 96, 112, 128, 160, … bytes: batches of nearly the same size
// (sentences in buckets by length) share blocks.
constexpr uint64_t kLarge = 2 << 20;

int size_class_of(uint64_t bytes) {
  const uint64_t quanta = std::max<uint64_t>((bytes + 7) / 8, 8);
  const int octave = int(std::bit_width(quanta)) - 1;  // 2^octave <= quanta
  const uint64_t eighth = uint64_t(1) << (octave - 3);
  const int eighths = int((quanta - (uint64_t(1) << octave) + eighth - 1) / eighth);
  return 8 * octave + (bytes < kLarge ? (eighths + 1) / 2 * 2 : eighths);
}

uint64_t machine_bytes() {
  static const uint64_t bytes = uint64_t(sysconf(_SC_PHYS_PAGES)) * uint64_t(sysconf(_SC_PAGESIZE));
  return bytes;
}

[[noreturn]] void refuse(uint64_t bytes) {
  char text[160];
  std::snprintf(text, sizeof text,
                "[memory] a tensor of %.3g GiB does not fit: the machine has %.3g GiB; make the "
                "batch or the model smaller",
                double(bytes) / (1 << 30), double(machine_bytes()) / (1 << 30));
  throw MemoryError(text);
}

// New memory. It is asked for 64 MiB at a time and put on large pages, where the system has them:
// it takes the processor long to find its way through thousands of small ones. What is never
// written to is never really taken.
class NewMemory {
 public:
  // nullptr if there is none.
  void* take(uint64_t bytes) {
    bytes = (bytes + 63) / 64 * 64;
    if (bytes > kPiece / 4) return ask(bytes);
    if (bytes > left_) {
      char* const piece = static_cast<char*>(ask(kPiece));
      if (!piece) return ask(bytes);
      next_ = piece, left_ = kPiece;
    }
    left_ -= bytes;
    return std::exchange(next_, next_ + bytes);
  }

 private:
  // The address sanitizer sees who writes beyond the end of what malloc gave.
#ifdef HEED_ADDRESS_SANITIZER
  static constexpr uint64_t kPiece = 0;
#else
  static constexpr uint64_t kPiece = 64 << 20;
#endif
  static void* ask(uint64_t bytes) {
    constexpr uint64_t page = 2 << 20;
    const uint64_t alignment = bytes < page ? 64 : page;
    const uint64_t rounded = (bytes + alignment - 1) / alignment * alignment;
    void* memory = std::aligned_alloc(alignment, rounded);
#ifdef MADV_HUGEPAGE
    if (memory) madvise(memory, bytes / page * page, MADV_HUGEPAGE);  // a wish; no page for a rest
#endif
    return memory;
  }
  char* next_ = nullptr;
  uint64_t left_ = 0;
};

// In a parallel loop, how many threads run it: what one wants all will want, now or when they first
// meet. So there is a new block for each, and later runs need none.
int threads_here() {
#ifdef _OPENMP
  return omp_in_parallel() ? omp_get_num_threads() : 1;
#else
  return 1;
#endif
}

class Pool {
 public:
  Block take(int asked) {
    const std::lock_guard lock(mutex_);
    Block block = free_block(asked);
    if (!block.memory) {
      for (int i = 0; i < threads_here(); ++i) add(asked);
      block = free_block(asked);
    }
    if (!block.memory) return block;
    ++stats_.live_buffers;
    stats_.live_bytes += int64_t(bytes_of(asked));
    stats_.peak_bytes = std::max(stats_.peak_bytes, stats_.live_bytes);
    return block;
  }
  void give_back(const Block& block) {
    const std::lock_guard lock(mutex_);
    --stats_.live_buffers;
    stats_.live_bytes -= int64_t(bytes_of(block.asked));
    free_[size_t(block.size_class)].push_back(block.memory);
  }
  PoolStats stats() {
    const std::lock_guard lock(mutex_);
    return stats_;
  }
  void reset_peak() {
    const std::lock_guard lock(mutex_);
    stats_.peak_bytes = stats_.live_bytes;
  }

 private:
  // A free block of this size class or, for a large request, of up to kLarger classes above: else
  // such blocks would lie idle while the system is asked for more.
  Block free_block(int asked) {
    const int last = asked + (bytes_of(asked) < kLarge ? 0 : kLarger);
    for (int c = asked; c <= last; ++c) {
      auto& free = free_[size_t(c)];
      if (free.empty()) continue;
      const Block block{free.back(), c, asked};
      free.pop_back();
      return block;
    }
    return {nullptr, asked, asked};
  }
  void add(int size_class) {
    void* memory = new_memory_.take(pool::kHeader + bytes_of(size_class));
    if (!memory) return;
    ++stats_.new_blocks;
    free_[size_t(size_class)].push_back(memory);
  }

  static constexpr int kLarger = 8;  // twice the size at most
  std::mutex mutex_;
  NewMemory new_memory_;
  std::array<std::vector<void*>, 512> free_;  // by size class
  PoolStats stats_{};
};

Pool& instance() {
  static Pool* const pool = new Pool;  // never destroyed: static tensors may outlive it
  return *pool;
}

}  // namespace

namespace pool {

Block take(uint64_t bytes) {
  if (bytes > machine_bytes()) refuse(bytes);
  const Block block = instance().take(size_class_of(bytes));
  if (!block.memory) refuse(bytes);
  return block;
}

void give_back(const Block& block) { instance().give_back(block); }

uint64_t bytes_of(int size_class) {
  const int octave = size_class / 8, eighths = size_class % 8;
  return 8 * ((uint64_t(1) << octave) + (uint64_t(eighths) << (octave - 3)));
}

}  // namespace pool

PoolStats pool_stats() { return instance().stats(); }
void reset_peak() { instance().reset_peak(); }

}  // namespace heed::inline HEED_PRECISION
