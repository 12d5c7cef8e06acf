// The ledger of operations: how often each ran, how long it took, and how much it computed.
#pragma once

#include <atomic>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION::profile {

// Computing a result, or gradients.
enum class Pass { forward, backward };

// How much an operation computes, for the ledger, Watch and summary(). Products of matrices
// (matmul, linear, convolution, attention, recurrence) count 2 for each multiply-add, 2 m n k in
// all, also where a mask or padding makes it zero (causal attention: up to a block's last query);
// an operation with products counts these alone.
// Any other counts 1 for each number of the largest tensor it takes or makes, be it a sum or an
// exponential, and in backward 1 for each number of a gradient. What only moves numbers (reshape,
// slice, cat, embedding), and what makes no tensor (a comparison, argmax), counts 0.
struct Work {
  int64_t products = 0;  // 2 for each multiply-add
  int64_t numbers = 0;   // of the largest tensor
  // Of the inputs and the result, or of the gradients, each once; not what a rule saved, and not
  // what a kernel keeps for itself. 0 where the result shares its input's numbers (reshape).
  int64_t bytes = 0;
  // What counts of the first two.
  int64_t flops() const { return products > 0 ? products : numbers; }
};

// All calls of one operation, by its name.
struct Row {
  std::string op;
  Pass pass;
  int64_t calls;
  double seconds;  // its own: what it spent in operations that it called is theirs
  Work work;       // its own as well
  // By how many bytes its own calls raised the memory in use, all together: results and what was
  // saved for backward; negative where they freed more, as backward does.
  int64_t held;
};

void enable(bool on);     // off at the start; costs nothing then
std::vector<Row> rows();  // the longest first
// rows() as a table of at most 100 columns; M and G are 10^6, 10^9. "of peak" is the share of what
// the threads in use could compute (peak.hpp), measured now; "held" is for one call, on average.
void print(std::ostream& out);
void reset();  // empties it

// How many want to know what is computed: the ledger, and every Watch.
inline std::atomic<int> listeners{0};
inline bool counting() { return listeners.load(std::memory_order_relaxed) > 0; }

// For a kernel of products, in any thread: that it makes so many multiply-adds. They are counted
// over all threads, and so belong to an operation only while no other thread runs one of its own.
inline std::atomic<int64_t> products{0};
inline void count_multiply_adds(int64_t n) {
  if (counting()) products.fetch_add(2 * n, std::memory_order_relaxed);
}

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
  static void add(const Work& work);  // numbers and bytes, to this thread's innermost clock
  // Who wants every operation with its time (timeline.hpp): nanoseconds, bytes in use at the end.
  using Listener = void (*)(const char* op, Pass pass, int64_t begin, int64_t end, int64_t bytes);
  static inline std::atomic<Listener> timeline{nullptr};

 private:
  friend void heed::HEED_PRECISION::profile::enable(bool on);
  static inline bool enabled = false;
  static inline thread_local Clock* innermost = nullptr;
  void start(const char* op, Pass pass);
  void stop();
  struct Span {
    int64_t nanoseconds = 0, products = 0, bytes = 0;  // bytes: in use
  };
  static Span now();
  const char* op_ = nullptr;
  Pass pass_ = Pass::forward;
  Clock* outer_ = nullptr;
  Span begin_, inner_;  // inner: what the clocks inside this one have measured
  Work work_;
};

}  // namespace heed::inline HEED_PRECISION::profile
