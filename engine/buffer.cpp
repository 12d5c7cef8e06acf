// Handles to blocks of the pool: who holds them, and which state they are in.

#include "engine/buffer.hpp"

#include <algorithm>
#include <atomic>
#include <new>

#include "engine/kept.hpp"
#include "engine/pool.hpp"

namespace heed::inline HEED_PRECISION {

// What stands in front of the numbers.
struct alignas(pool::kHeader) Buffer::Block {
  std::atomic<int64_t> users;
  std::atomic<uint64_t> version;
  pool::Block from;
  bool kept = false;
  real* data() { return reinterpret_cast<real*>(this + 1); }
};

namespace {
std::atomic<uint64_t> last_version{0};
}

Buffer Buffer::uninitialized(int64_t size) {
  static_assert(sizeof(Block) == pool::kHeader);
  const pool::Block from = pool::take(uint64_t(size) * sizeof(real));
  Buffer buffer;
  buffer.block_ = new (from.memory) Block{.users = 1, .version = ++last_version, .from = from};
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
  pool::give_back(block_->from);
}

void Buffer::keep() {
  if (block_->kept) return;
  const uint64_t bytes = pool::bytes_of(block_->from.size_class);
  kept::add(block_->data(), block_->data() + bytes / sizeof(real), block_->version);
  block_->kept = true;
}

real* Buffer::data() const { return block_ ? block_->data() : nullptr; }
bool Buffer::unique() const { return block_->users.load(std::memory_order_acquire) == 1; }
uint64_t Buffer::version() const { return block_->version.load(std::memory_order_relaxed); }
uint64_t Buffer::new_version() { return ++last_version; }
void Buffer::bump_version() { block_->version = new_version(); }

}  // namespace heed::inline HEED_PRECISION
