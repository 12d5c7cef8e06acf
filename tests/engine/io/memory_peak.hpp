// How much memory work takes, measured in a process of its own.
#pragma once

#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <new>
#include <string>

#include "tests/engine/io/refusal.hpp"

namespace heed::inline HEED_PRECISION {

inline constexpr int64_t kMiB = 1 << 20;

// A line of /proc/self/status, in bytes.
inline int64_t status(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name + ":")) return std::stoll(line.substr(name.size() + 1)) * 1024;
  return 0;
}

// What measure() finds in a process of its own; -1 if it could not say.
inline int64_t in_a_child(const std::function<int64_t()>& measure) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    malloc_trim(0);
    const int64_t found = measure();
    _exit(write(ends[1], &found, sizeof found) != sizeof found);
  }
  int64_t found = -1;
  close(ends[1]);
  if (read(ends[0], &found, sizeof found) != sizeof found) found = -1;
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return found;
}

// The most memory that `work` held at once, in bytes. A FileError ends it as well.
inline int64_t peak_of(const std::function<void()>& work) {
  return in_a_child([&]() -> int64_t {
    std::ofstream("/proc/self/clear_refs") << 5;  // forget the peak so far
    const int64_t before = status("VmRSS");
    if (status("VmHWM") - before > kMiB) return -1;
    refusal(work);
    return status("VmHWM") - before;
  });
}

// Whether `work` ends with a FileError where there is a megabyte to be had, and no more.
inline bool refused_in_a_megabyte(const std::function<void()>& work) {
  return in_a_child([&]() -> int64_t {
           const rlim_t most = rlim_t(status("VmSize") + kMiB);
           const rlimit limit{most, most};
           setrlimit(RLIMIT_AS, &limit);
           try {
             return refusal(work) != "accepted";
           } catch (const std::bad_alloc&) {
             return 0;
           } catch (const MemoryError&) {
             return 0;
           }
         }) == 1;
}

}  // namespace heed::inline HEED_PRECISION
