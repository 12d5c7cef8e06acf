// The ledger's book-keeping.

#include "engine/profile.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <mutex>
#include <ostream>
#include <utility>

#include "engine/buffer.hpp"
#include "engine/peak.hpp"
#include "engine/table.hpp"
#include "engine/threads.hpp"

namespace heed::inline HEED_PRECISION::profile {

namespace {

struct Entry {
  int64_t calls = 0, nanoseconds = 0, held = 0;
  Work work;
};

struct Ledger {
  std::mutex mutex;
  std::map<std::pair<std::string, Pass>, Entry> entries;
};

Ledger& ledger() {
  static Ledger instance;
  return instance;
}

std::string decimals(double number, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, number);
  return text;
}

}  // namespace

void enable(bool on) {
  if (on != Clock::enabled) listeners += on ? 1 : -1;
  Clock::enabled = on;
}

Clock::Span Clock::now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return {since / std::chrono::nanoseconds(1), products.load(std::memory_order_relaxed),
          pool_stats().live_bytes};
}

void Clock::start(const char* op, Pass pass) {
  op_ = op;
  pass_ = pass;
  outer_ = std::exchange(innermost, this);
  begin_ = now();
}

void Clock::stop() {
  const Span end = now();
  const Span whole{end.nanoseconds - begin_.nanoseconds, end.products - begin_.products,
                   end.bytes - begin_.bytes};
  innermost = outer_;
  if (outer_) {
    outer_->inner_.nanoseconds += whole.nanoseconds;
    outer_->inner_.products += whole.products;
    outer_->inner_.bytes += whole.bytes;
  }
  if (const Listener listener = timeline.load(std::memory_order_relaxed))
    listener(op_, pass_, begin_.nanoseconds, end.nanoseconds, end.bytes);
  const std::lock_guard lock(ledger().mutex);
  Entry& entry = ledger().entries[{op_, pass_}];
  ++entry.calls;
  entry.nanoseconds += whole.nanoseconds - inner_.nanoseconds;
  entry.work.products += whole.products - inner_.products;
  entry.work.numbers += work_.numbers;
  entry.work.bytes += work_.bytes;
  entry.held += whole.bytes - inner_.bytes;
}

void Clock::add(const Work& work) {
  if (!innermost) return;
  innermost->work_.numbers += work.numbers;
  innermost->work_.bytes += work.bytes;
}

std::vector<Row> rows() {
  std::vector<Row> result;
  const std::lock_guard lock(ledger().mutex);
  for (const auto& [key, entry] : ledger().entries)
    result.push_back({key.first, key.second, entry.calls, 1e-9 * double(entry.nanoseconds),
                      entry.work, entry.held});
  std::stable_sort(result.begin(), result.end(),
                   [](const Row& a, const Row& b) { return a.seconds > b.seconds; });
  return result;
}

void print(std::ostream& out) {
  const std::vector<Row> all = rows();
  double total = 0;
  for (const Row& row : all) total += row.seconds;
  const double peak = 1e-9 * peak_flops(num_threads());
  Table table(
      {"operation", "calls", "seconds", "share", "GFLOP", "GFLOP/s", "of peak", "MB", "held MB"},
      1);
  for (const Row& row : all) {
    const double gflop = 1e-9 * double(row.work.flops());
    const double rate = gflop / std::max(row.seconds, 1e-9);
    table.add({row.op + (row.pass == Pass::backward ? " backward" : ""), grouped(row.calls),
               decimals(row.seconds, 4), decimals(100 * row.seconds / total, 1) + "%",
               decimals(gflop, 3), decimals(rate, 1), decimals(100 * rate / peak, 1) + "%",
               decimals(1e-6 * double(row.work.bytes), 1),
               decimals(1e-6 * double(row.held) / double(row.calls), 2)});
  }
  out << table.text()
      << "peak: " + decimals(peak, 0) + " GFLOP/s of multiply-adds by " +
             std::to_string(num_threads()) + (num_threads() == 1 ? " thread" : " threads") +
             "; at most " + decimals(1e-6 * double(pool_stats().peak_bytes), 1) +
             " MB were in use at a time\n";
}

void reset() {
  const std::lock_guard lock(ledger().mutex);
  ledger().entries.clear();
}

}  // namespace heed::inline HEED_PRECISION::profile
