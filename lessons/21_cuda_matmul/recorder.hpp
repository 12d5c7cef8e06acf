// What the threads of a block do with memory, as a card would see it: a warp's accesses together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lesson21 {

enum class Access { read, write, shared_read, shared_write, arrival };

// Counted over all blocks. The card's memory answers in sectors of 32 bytes; shared memory in
// wavefronts, one number of 4 bytes from each of its 32 banks.
struct Counts {
  int64_t bytes_read = 0, bytes_written = 0;  // sectors that warps ask for, times 32: no caches
  int64_t bytes_used = 0;                     // of those read, what some thread of the warp wanted
  int64_t wavefronts = 0;
  int64_t conflicts = 0;  // of the wavefronts, those that would not be if no banks clashed
  int64_t fragments = 0;  // products of tensor cores, a warp's
  double used() const { return double(bytes_used) / double(bytes_read); }
};

// One block's. The n-th access of each thread of a warp since the last barrier is one instruction,
// as long as all take the same way; those that an edge keeps back take part as absent.
class Recorder {
 public:
  Recorder(int threads, size_t shared_bytes);

  void add(int thread, Access access, uint64_t address, int bytes, bool present = true) {
    log_[size_t(thread)].push_back({address, int16_t(bytes), access, present});
  }
  void add_fragment() { ++counts_.fragments; }

  // At a barrier: counts, and forgets. Error where two threads met in shared memory since the last
  // one, one of them writing: a race, whose result a card would leave to chance.
  void barrier();
  const Counts& counts() const { return counts_; }

 private:
  struct Entry {
    uint64_t address;  // in shared memory from its beginning
    int16_t bytes;
    Access access;
    bool present;
  };
  struct Word {  // of shared memory: who wrote and read it since the barrier
    int writer = -1, reader = -1;
    bool more_readers = false;
  };
  void count_warp(size_t first);
  void count(const std::vector<Entry>& together);
  void find_races();
  void meet(int thread, const Entry& entry);

  std::vector<std::vector<Entry>> log_;  // by thread
  std::vector<Word> words_;
  Counts counts_;
};

// Of the lanes' addresses in one instruction (absent ones left out).
int64_t sectors_of(const std::vector<uint64_t>& addresses, int bytes);
// `least`: without conflicts. Wide accesses go by eight lanes (16 bytes each) at a time.
struct Wavefronts {
  int64_t needed, least;
};
Wavefronts wavefronts_of(const std::vector<uint64_t>& lanes, int bytes);

}  // namespace lesson21
