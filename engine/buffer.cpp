// The pool: freed blocks wait in lists by size class, to be taken again.

#include "engine/buffer.hpp"

#ifdef _OPENMP
#include <omp.h>
#endif
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <new>
#include <string>
#include <vector>

#include "engine/error.hpp"
#include "engine/kept.hpp"

namespace heed::inline HEED_PRECISION {

// What stands in front of the numbers. One cache line, so that the numbers are aligned as it is.
struct alignas(64) Buffer::Block {
  std::atomic<int64_t> users;
  std::atomic<uint64_t> version;
  int size_class, asked;  // what it is, and what it was taken for; see Pool::take
  bool kept = false;
  real* data() { return reinterpret_cast<real*>(this + 1); }
};

namespace {

std::atomic<uint64_t> last_version{0};

// Four size classes an octave: 64, 80, 96, 112, 128, 160, … bytes. Batches of nearly the same size
// (sentences in buckets by length) then share blocks, at a fifth of the memory at most.
int size_class_of(uint64_t bytes) {
  const uint64_t quanta = std::max<uint64_t>((bytes + 15) / 16, 4);
  const int octave = int(std::bit_width(quanta)) - 1;  // 2^octave <= quanta
  const uint64_t quarter = uint64_t(1) << (octave - 2);
  return 4 * octave + int((quanta - (uint64_t(1) << octave) + quarter - 1) / quarter);
}

uint64_t bytes_of(int size_class) {
  const int octave = size_class / 4, quarters = size_class % 4;
  return 16 * ((uint64_t(1) << octave) + (uint64_t(quarters) << (octave - 2)));
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

// For a new block. Large ones are put on large pages, where the system has them: it takes the
// processor long to find its way through thousands of small ones. nullptr if there is none.
void* system_memory(uint64_t bytes) {
  constexpr uint64_t page = 2 << 20;
  const uint64_t alignment = bytes < page ? 64 : page;
  const uint64_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* memory = std::aligned_alloc(alignment, rounded);
#ifdef MADV_HUGEPAGE
  if (memory && alignment == page) madvise(memory, rounded, MADV_HUGEPAGE);  // a wish
#endif
  return memory;
}

// In a parallel loop, how many threads run it: what one wants of the system all will want, now or
// when they first meet. So each gets one, and later runs ask for nothing.
int threads_here() {
#ifdef _OPENMP
  return omp_in_parallel() ? omp_get_num_threads() : 1;
#else
  return 1;
#endif
}

class Pool {
 public:
  // A free block of this size class or, for a large request, of up to kLarger classes above;
  // size_class then says which. Else such blocks would lie idle while the system is asked for more.
  // nullptr if there is none.
  void* take(int& size_class) {
    const int64_t bytes = int64_t(bytes_of(size_class));
    const std::lock_guard lock(mutex_);
    void* block = nullptr;
    const int last = size_class + (bytes_of(size_class) < kLarge ? 0 : kLarger);
    for (int c = size_class; !block && c <= last; ++c) {
      auto& free = free_[size_t(c)];
      if (free.empty()) continue;
      block = free.back();
      free.pop_back();
      size_class = c;
    }
    if (!block) ++stats_.system_allocations;
    ++stats_.live_buffers;
    stats_.live_bytes += bytes;
    stats_.peak_bytes = std::max(stats_.peak_bytes, stats_.live_bytes);
    return block;
  }
  // A new block that nobody has asked for yet.
  void add(void* block, int size_class) {
    const std::lock_guard lock(mutex_);
    ++stats_.system_allocations;
    free_[size_t(size_class)].push_back(block);
  }
  void give_back(void* block, int size_class, int asked) {
    const std::lock_guard lock(mutex_);
    --stats_.live_buffers;
    stats_.live_bytes -= int64_t(bytes_of(asked));
    if (block) free_[size_t(size_class)].push_back(block);
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
  static constexpr uint64_t kLarge = 2 << 20;
  static constexpr int kLarger = 5;  // two and a half times the size at most
  std::mutex mutex_;
  std::array<std::vector<void*>, 256> free_;  // by size class
  PoolStats stats_{};
};

Pool& pool() {
  static Pool* const instance = new Pool;  // never destroyed: static tensors may outlive it
  return *instance;
}

}  // namespace

Buffer Buffer::uninitialized(int64_t size) {
  const uint64_t bytes = uint64_t(size) * sizeof(real);
  if (bytes > machine_bytes()) refuse(bytes);
  const int asked = size_class_of(bytes);
  int size_class = asked;
  void* memory = pool().take(size_class);
  if (!memory) {
    memory = system_memory(sizeof(Block) + bytes_of(size_class));
    for (int i = 1; memory && i < threads_here(); ++i)
      if (void* another = system_memory(sizeof(Block) + bytes_of(size_class)))
        pool().add(another, size_class);
  }
  if (!memory) {
    pool().give_back(nullptr, size_class, asked);
    refuse(bytes);
  }
  Buffer buffer;
  buffer.block_ = new (memory)
      Block{.users = 1, .version = ++last_version, .size_class = size_class, .asked = asked};
  return buffer;
}

Buffer Buffer::zeros(int64_t size) {
  Buffer buffer = uninitialized(size);
  std::fill_n(buffer.data(), size, real(0));
  return buffer;
}

Buffer::Buffer(const Buffer& other) noexcept : block_(other.block_) {
  if (block_) block_->users.fetch_add(1, std::memory_order_relaxed);
}

Buffer::~Buffer() {
  if (!block_ || block_->users.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  if (block_->kept) kept::remove(block_->data());
  pool().give_back(block_, block_->size_class, block_->asked);
}

void Buffer::keep() {
  if (block_->kept) return;
  real* const begin = block_->data();
  kept::add(begin, begin + bytes_of(block_->size_class) / sizeof(real), block_->version);
  block_->kept = true;
}

real* Buffer::data() const { return block_ ? block_->data() : nullptr; }
bool Buffer::unique() const { return block_->users.load(std::memory_order_acquire) == 1; }
uint64_t Buffer::version() const { return block_->version.load(std::memory_order_relaxed); }
uint64_t Buffer::new_version() { return ++last_version; }
void Buffer::bump_version() { block_->version = new_version(); }

PoolStats pool_stats() { return pool().stats(); }
void reset_peak() { pool().reset_peak(); }

}  // namespace heed::inline HEED_PRECISION
