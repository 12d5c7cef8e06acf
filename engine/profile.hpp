// The ledger of operations: how often each ran, and how long it took.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION::profile {

enum class Pass { forward, backward };

struct Row {
  std::string op;
  Pass pass;
  int64_t calls;
  double seconds;  // its own: what it spent in operations that it called is theirs
};

void enable(bool on);     // off at the start; costs nothing then
std::vector<Row> rows();  // the longest first
void print(std::ostream& out);
void reset();

// Measures from its construction to its destruction.
class Clock {
 public:
  Clock(const char* op, Pass pass) {
    if (enabled) start(op, pass);
  }
  ~Clock() {
    if (op_) stop();
  }
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

 private:
  friend void heed::HEED_PRECISION::profile::enable(bool on);
  static inline bool enabled = false;
  void start(const char* op, Pass pass);
  void stop();
  const char* op_ = nullptr;
  Pass pass_ = Pass::forward;
  int64_t begin_ = 0;           // nanoseconds
  int64_t outer_children_ = 0;  // what the clock around this one had counted before
};

}  // namespace heed::inline HEED_PRECISION::profile
