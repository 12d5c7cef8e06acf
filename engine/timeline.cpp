// The timeline, in the Trace Event Format of Chromium's tracing: complete events ("X") for
// operations, and a counter ("C") for memory.

#include "engine/timeline.hpp"

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <vector>

#include "engine/io/file.hpp"
#include "engine/io/json.hpp"

namespace heed::inline HEED_PRECISION::profile {

namespace {

constexpr size_t kMost = 100'000;

struct Event {
  const char* op;
  Pass pass;
  int thread;
  int64_t begin, end, bytes;  // nanoseconds; in use at the end
};

std::mutex mutex;
std::vector<Event> events;

int this_thread() {
  static std::atomic<int> threads{0};
  static thread_local const int number = ++threads;
  return number;
}

std::string event_text(const Event& event, int64_t from) {
  char text[400];
  const double begin = 1e-3 * double(event.begin - from), end = 1e-3 * double(event.end - from);
  const bool forward = event.pass == Pass::forward;
  std::snprintf(text, sizeof text,
                "{\"name\":%s,\"cat\":\"%s\",\"ph\":\"X\",\"ts\":%.3f,\"dur\":%.3f,\"pid\":1,"
                "\"tid\":%d},\n{\"name\":\"memory in use\",\"ph\":\"C\",\"ts\":%.3f,\"pid\":1,"
                "\"args\":{\"MB\":%.3f}}",
                to_json(std::string(event.op) + (forward ? "" : " backward")).c_str(),
                forward ? "forward" : "backward", begin, end - begin, event.thread, end,
                1e-6 * double(event.bytes));
  return text;
}

}  // namespace

void record_timeline(bool on) {
  const std::lock_guard lock(mutex);
  if (on) events.clear();
  Clock::timeline = on ? +[](const char* op, Pass pass, int64_t begin, int64_t end, int64_t bytes) {
    const std::lock_guard inside(mutex);
    if (events.size() < kMost) events.push_back({op, pass, this_thread(), begin, end, bytes});
  }
                       : nullptr;
}

void write_timeline(const std::string& path) {
  std::string text = "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[";
  {
    const std::lock_guard lock(mutex);
    int64_t from = INT64_MAX;
    for (const Event& event : events) from = std::min(from, event.begin);
    for (const Event& event : events)
      text += (&event == events.data() ? "\n" : ",\n") + event_text(event, from);
  }
  write_file(path, text + "\n]}\n");
}

}  // namespace heed::inline HEED_PRECISION::profile
