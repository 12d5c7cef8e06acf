// The list of what is kept, by where it begins.

#include "engine/kept.hpp"

#include <iterator>
#include <map>
#include <mutex>
#include <utility>

#include "engine/buffer.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

struct List {
  std::mutex mutex;
  std::map<const real*, std::pair<const real*, const std::atomic<uint64_t>*>> ends;
};

List& list() {
  static List* const instance = new List;  // never destroyed: static tensors may outlive it
  return *instance;
}

}  // namespace

void kept::add(const real* begin, const real* end, const std::atomic<uint64_t>& version) {
  const std::lock_guard lock(list().mutex);
  list().ends[begin] = {end, &version};
}

void kept::remove(const real* begin) {
  const std::lock_guard lock(list().mutex);
  list().ends.erase(begin);
}

uint64_t kept::version_at(const real* number) {
  const std::lock_guard lock(list().mutex);
  const auto after = list().ends.upper_bound(number);
  if (after == list().ends.begin()) return 0;
  const auto& [end, version] = std::prev(after)->second;
  return number < end ? version->load(std::memory_order_relaxed) : 0;
}

Steady::Steady(const real* numbers, int64_t size)
    : numbers_(size == 0 || kept::version_at(numbers) ? nullptr : numbers),
      version_(Buffer::new_version()) {
  if (numbers_) kept::add(numbers_, numbers_ + size, version_);
}

Steady::~Steady() {
  if (numbers_) kept::remove(numbers_);
}

}  // namespace heed::inline HEED_PRECISION
