// Laying out, sending, fetching and handing over.

#include "engine/cuda/staging.hpp"

#include <cstring>

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION::cuda {

Staging::Staging(Device& device) : device_(device) {
  try {
    for (real*& slot : slots_) slot = static_cast<real*>(device_.allocate_pinned(kSlotBytes));
  } catch (const Failure&) {
    for (real* slot : slots_)
      if (slot) device_.release_pinned(slot);
    throw;
  }
}

Staging::~Staging() {
  for (real* slot : slots_) device_.release_pinned(slot);
  if (result_) device_.release_pinned(result_);
}

void Staging::send(const Layout& x, int64_t begin, int64_t end, void* to) {
  constexpr int64_t slot_numbers = kSlotBytes / int64_t(sizeof(real));
  for (int64_t at = begin; at < end; at += slot_numbers) {
    const int64_t length = std::min(slot_numbers, end - at);
    const int slot = next_;
    real* const numbers = slots_[size_t(slot)];
    if (sent_[size_t(slot)]) device_.finish_event(slot);  // or we write under the device's eyes
    kernels::parallel_for(length, kernels::kGrain, [&](int64_t first, int64_t last) {
      each_stretch(x, at + first, at + last, [&](int64_t from, int64_t p, int64_t count) {
        std::memcpy(numbers + (p - at), x.data + from, size_t(count) * sizeof(real));
      });
    });
    device_.upload(static_cast<real*>(to) + at, numbers, uint64_t(length) * sizeof(real));
    device_.record(slot, device::uploads);
    sent_[size_t(slot)] = true;
    bytes_sent_ += length * int64_t(sizeof(real));
    next_ = (slot + 1) % kSlots;
  }
}

void Staging::make_room(int64_t numbers) {
  if (numbers <= room_) return;
  if (result_) device_.release_pinned(result_);
  result_ = nullptr;
  room_ = 0;
  result_ = static_cast<real*>(device_.allocate_pinned(uint64_t(numbers) * sizeof(real)));
  room_ = numbers;
}

void Staging::fetch(const void* from, int64_t begin, int64_t end) {
  device_.download(result_ + begin, static_cast<const real*>(from) + begin,
                   uint64_t(end - begin) * sizeof(real));
}

void Staging::hand_over(const Layout& x, Slot to) const {
  kernels::parallel_for(x.size(), kernels::kGrain, [&](int64_t begin, int64_t end) {
    each_stretch(x, begin, end, [&](int64_t at, int64_t p, int64_t count) {
      kernels::map_here(
          count, [](auto v) { return v; }, {to.data + at, to.add}, result_ + p);
    });
  });
}

}  // namespace heed::inline HEED_PRECISION::cuda
