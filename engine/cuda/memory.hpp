// A device's memory: a pool, and the copies of parameters that stay there between products.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <vector>

#include "engine/cuda/layout.hpp"
#include "engine/cuda/library.hpp"
#include "engine/kept.hpp"

namespace heed::inline HEED_PRECISION::cuda {

// A block of the device's memory. The last owner gives it back to the pool.
using Memory = std::shared_ptr<void>;

// Blocks that were given back wait here by size: asking the device for memory stops it.
class Pool {
 public:
  explicit Pool(Device& device) : device_(device) {}
  ~Pool() { trim(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  Memory take(uint64_t bytes);  // Failure if the device has no more
  void trim();                  // gives what waits back to the device

 private:
  Device& device_;
  std::map<uint64_t, std::vector<void*>> waiting_;  // by bytes
};

// Copies of matrices that are kept (kept.hpp), parameters above all; packed. A copy is good as long
// as they have the version that they had when it was made: no number of a version is used again.
class Parameters {
 public:
  struct Copy {
    Layout layout;
    uint64_t version;  // of the block; 0: the copy was never finished
    Memory memory;
  };

  // `most`: bytes in all; beyond, those that were not used for longest go.
  explicit Parameters(uint64_t most) : most_(most) {}

  bool holds(const Layout& x) const;  // a good copy
  // The copy of x, good or yet to be made, in memory that `take` gives; null if x is not kept,
  // or too large.
  template <class Take>
  Copy* find(const Layout& x, const Take& take) {
    if (kept::version_at(x.data) == 0 || bytes_of(x) > most_) return nullptr;
    if (Copy* copy = look_up(x)) return copy;
    forget_stale();
    forget_oldest(most_ - bytes_of(x));
    copies_.push_front({x, 0, take(bytes_of(x))});
    return &copies_.front();
  }
  void forget() { copies_.clear(); }

  // What x takes, packed.
  static uint64_t bytes_of(const Layout& x) { return uint64_t(x.size()) * sizeof(real); }

 private:
  Copy* look_up(const Layout& x);  // moves it to the front
  void forget_stale();             // those whose block is gone or was changed
  void forget_oldest(uint64_t most);
  uint64_t most_;
  std::list<Copy> copies_;  // the last used first
};

}  // namespace heed::inline HEED_PRECISION::cuda
