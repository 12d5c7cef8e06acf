// The device's pool, and the copies of parameters.

#include "engine/cuda/memory.hpp"

#include <algorithm>
#include <bit>

namespace heed::inline HEED_PRECISION::cuda {

namespace {

// Up to an eighth more than is asked for, so that nearly equal sizes share blocks.
uint64_t rounded(uint64_t bytes) {
  const uint64_t step = std::max<uint64_t>(512, std::bit_floor(bytes) / 8);
  return (bytes + step - 1) / step * step;
}

}  // namespace

Memory Pool::take(uint64_t bytes) {
  bytes = rounded(bytes);
  auto& blocks = waiting_[bytes];
  const auto give_back = [this, bytes](void* block) { waiting_[bytes].push_back(block); };
  if (blocks.empty()) return Memory(device_.allocate(bytes), give_back);
  void* block = blocks.back();
  blocks.pop_back();
  return Memory(block, give_back);
}

void Pool::trim() {
  for (const auto& [bytes, blocks] : waiting_)
    for (void* block : blocks) device_.release(block);
  waiting_.clear();
}

bool Parameters::holds(const Layout& x) const {
  const uint64_t version = kept::version_at(x.data);
  return version != 0 && std::any_of(copies_.begin(), copies_.end(), [&](const Copy& copy) {
           return copy.layout == x && copy.version == version;
         });
}

Parameters::Copy* Parameters::look_up(const Layout& x) {
  const auto found = std::find_if(copies_.begin(), copies_.end(),
                                  [&](const Copy& copy) { return copy.layout == x; });
  if (found == copies_.end()) return nullptr;
  copies_.splice(copies_.begin(), copies_, found);
  return &*found;
}

void Parameters::forget_stale() {
  copies_.remove_if([](const Copy& copy) {  // version 0: it never arrived
    return copy.version == 0 || kept::version_at(copy.layout.data) != copy.version;
  });
}

void Parameters::forget_oldest(uint64_t most) {
  uint64_t used = 0;
  const auto too_much = [&](const Copy& copy) { return (used += bytes_of(copy.layout)) > most; };
  copies_.erase(std::find_if(copies_.begin(), copies_.end(), too_much), copies_.end());
}

}  // namespace heed::inline HEED_PRECISION::cuda
