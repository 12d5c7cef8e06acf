// The ledger's book-keeping.

#include "engine/profile.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <mutex>
#include <ostream>

namespace heed::inline HEED_PRECISION::profile {

namespace {

struct Ledger {
  std::mutex mutex;
  std::map<std::pair<std::string, Pass>, std::pair<int64_t, int64_t>>
      entries;  // calls, nanoseconds
};

Ledger& ledger() {
  static Ledger instance;
  return instance;
}

int64_t now() {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

thread_local int64_t children = 0;  // nanoseconds of the clocks that ran inside the current one

}  // namespace

void enable(bool on) { Clock::enabled = on; }

void Clock::start(const char* op, Pass pass) {
  op_ = op;
  pass_ = pass;
  outer_children_ = children;
  children = 0;
  begin_ = now();
}

void Clock::stop() {
  const int64_t whole = now() - begin_;
  const std::lock_guard lock(ledger().mutex);
  auto& [calls, nanoseconds] = ledger().entries[{op_, pass_}];
  ++calls;
  nanoseconds += whole - children;
  children = outer_children_ + whole;
}

std::vector<Row> rows() {
  std::vector<Row> result;
  const std::lock_guard lock(ledger().mutex);
  for (const auto& [key, entry] : ledger().entries)
    result.push_back({key.first, key.second, entry.first, 1e-9 * double(entry.second)});
  std::sort(result.begin(), result.end(),
            [](const Row& a, const Row& b) { return a.seconds > b.seconds; });
  return result;
}

void print(std::ostream& out) {
  double total = 0;
  for (const Row& row : rows()) total += row.seconds;
  char line[128];
  std::snprintf(line, sizeof line, "%-32s %10s %10s %7s\n", "operation", "calls", "seconds",
                "share");
  out << line;
  for (const Row& row : rows()) {
    const std::string name = row.op + (row.pass == Pass::backward ? " backward" : "");
    std::snprintf(line, sizeof line, "%-32s %10lld %10.4f %6.1f%%\n", name.c_str(),
                  static_cast<long long>(row.calls), row.seconds, 100 * row.seconds / total);
    out << line;
  }
}

void reset() {
  const std::lock_guard lock(ledger().mutex);
  ledger().entries.clear();
}

}  // namespace heed::inline HEED_PRECISION::profile
