// Streams as lazy as a device may be: work runs when somebody waits for it, that of the last stream
// first. Who forgets to wait reads NaN, or sends what he has already written over.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "engine/cuda/device.hpp"

namespace heed::device {

// How far a stream had come when an event was recorded.
struct Mark {
  size_t stream = 0, position = 0;
};

struct Context {
  std::array<std::vector<std::function<void()>>, stream_count> queued;
  std::array<size_t, stream_count> done{};
  std::array<Mark, event_count> events{};
  int64_t& running;

  explicit Context(int64_t& counter) : running(counter) {}

  void start(int32_t stream, std::function<void()> task) {
    ++running;
    queued[size_t(stream)].push_back(std::move(task));
  }
  void run_to(Mark mark) {
    for (size_t& at = done[mark.stream]; at < mark.position;) {
      const auto task = queued[mark.stream][at++];
      task();
      --running;
    }
  }
};

}  // namespace heed::device
