// The way to a device and back: through memory that it can fetch from by itself.
#pragma once

#include <array>
#include <cstdint>

#include "engine/cuda/layout.hpp"
#include "engine/cuda/library.hpp"

namespace heed::inline HEED_PRECISION::cuda {

// Sends matrices, packed, in pieces: while one is on the bus, the next is laid out. And takes
// results back: to memory of its own, so that they are handed over when all has come.
class Staging {
 public:
  static constexpr int kSlots = 4;
  static constexpr int64_t kSlotBytes = 4 << 20;

  explicit Staging(Device& device);  // Failure if there is no memory for it
  ~Staging();
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  // Packed numbers [begin, end) of x to the device's memory, at begin, in the stream of uploads.
  void send(const Layout& x, int64_t begin, int64_t end, void* to);
  // Packed numbers [begin, end) of a result from the device's memory to here, in that of downloads.
  void make_room(int64_t numbers);  // for all of it, before the first
  void fetch(const void* from, int64_t begin, int64_t end);
  // Writes a result, all of which has come, to where it belongs, or adds it to what stands there; x
  // says how its numbers lie.
  void hand_over(const Layout& x, Slot to) const;

  int64_t bytes_sent() const { return bytes_sent_; }  // since the start

 private:
  Device& device_;
  std::array<real*, kSlots> slots_{};
  std::array<bool, kSlots> sent_{};  // an event tells when the device has read it
  int next_ = 0;
  real* result_ = nullptr;
  int64_t room_ = 0;  // numbers
  int64_t bytes_sent_ = 0;
};

}  // namespace heed::inline HEED_PRECISION::cuda
