// How much memory this process has and had at most, as the system counts it.
#pragma once

#include <fstream>
#include <string>

namespace heed::bench {

// A line of /proc/self/status in MB (10^6 bytes): "VmRSS", what is in memory now; "VmHWM", the most
// that ever was. 0 where there is no such file.
inline double process_megabytes(const std::string& line) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == line + ":") {
      double kibibytes = 0;
      status >> kibibytes;
      return kibibytes * 1024e-6;
    }
  return 0;
}

}  // namespace heed::bench
