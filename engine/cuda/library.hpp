// An open device: the functions of a device library (device.hpp), their failures as exceptions.
#pragma once

#include <stdexcept>
#include <string>

#include "engine/cuda/device.hpp"
#include "engine/error.hpp"

namespace heed::inline HEED_PRECISION::cuda {

// A call that failed: how, in what(), why and what to do about it.
struct Failure : std::runtime_error {
  Failure(device::Status how, const std::string& why) : std::runtime_error(why), status(how) {}
  const device::Status status;
};

// The device, until this goes. Calls may come from any thread, one at a time. What each does, and
// what it leaves running, is said in device.hpp.
class Device {
 public:
  // Loads the library: the one that the build made, or $HEED_CUDA_LIBRARY. Failure if there is no
  // library, no driver, a driver older than the library, or no card.
  Device();
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  // What was found, and its name alone.
  const device::About& about() const { return about_; }
  std::string name() const;

  // Each throws Failure.
  void* allocate(uint64_t bytes);
  void* allocate_pinned(uint64_t bytes);
  void upload(void* device, const void* host, uint64_t bytes);
  void multiply(const device::Product& product);
  void download(void* host, const void* device, uint64_t bytes);
  void record(int event, device::Stream stream);
  void wait(device::Stream stream, int event);
  void finish_event(int event);
  void finish();

  // These do not throw.
  void release(void* memory) { table_->release(context_, memory); }
  void release_pinned(void* memory) { table_->release_pinned(context_, memory); }
  void settle() { table_->finish(context_); }  // after a failure: waits for what still runs

 private:
  void check(int32_t status) const;
  const device::Table* table_;
  device::Context* context_ = nullptr;
  device::About about_{};
};

}  // namespace heed::inline HEED_PRECISION::cuda
