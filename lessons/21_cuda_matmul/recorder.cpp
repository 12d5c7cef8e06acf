// Counting a warp's accesses, and finding races.
#include "lessons/21_cuda_matmul/recorder.hpp"

#include <algorithm>
#include <array>

#include "engine/error.hpp"

namespace lesson21 {

namespace {

constexpr uint64_t kSector = 32, kWordBytes = 4, kBanks = 32, kWarp = 32;

// The most words that one bank must give, each once however many lanes want it.
int64_t most_in_a_bank(std::vector<uint64_t> words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  std::array<int64_t, kBanks> wanted{};
  for (const uint64_t word : words) ++wanted[word % kBanks];
  return *std::max_element(wanted.begin(), wanted.end());
}

}  // namespace

int64_t sectors_of(const std::vector<uint64_t>& addresses, int bytes) {
  std::vector<uint64_t> sectors;
  for (const uint64_t address : addresses)
    for (uint64_t at = address / kSector; at <= (address + uint64_t(bytes) - 1) / kSector; ++at)
      sectors.push_back(at);
  std::sort(sectors.begin(), sectors.end());
  return std::unique(sectors.begin(), sectors.end()) - sectors.begin();
}

Wavefronts wavefronts_of(const std::vector<uint64_t>& lanes, int bytes) {
  const size_t group = kWarp * kWordBytes / std::max<size_t>(kWordBytes, size_t(bytes));
  Wavefronts sum{0, 0};
  for (size_t begin = 0; begin < lanes.size(); begin += group) {
    std::vector<uint64_t> words;
    for (size_t i = begin; i < std::min(begin + group, lanes.size()); ++i)
      for (uint64_t at = lanes[i]; at < lanes[i] + uint64_t(bytes); at += kWordBytes)
        words.push_back(at / kWordBytes);
    sum.needed += most_in_a_bank(words);
    ++sum.least;
  }
  return sum;
}

Recorder::Recorder(int threads, size_t shared_bytes)
    : log_(size_t(threads)), words_(shared_bytes / kWordBytes + 1) {}

void Recorder::barrier() {
  find_races();
  for (size_t first = 0; first < log_.size(); first += kWarp) count_warp(first);
  for (auto& entries : log_) entries.clear();
}

void Recorder::count_warp(size_t first) {
  size_t most = 0;
  for (size_t lane = first; lane < first + kWarp; ++lane) most = std::max(most, log_[lane].size());
  std::vector<Entry> together;
  for (size_t i = 0; i < most; ++i) {
    together.clear();
    for (size_t lane = first; lane < first + kWarp; ++lane)
      if (i < log_[lane].size() && log_[lane][i].present) together.push_back(log_[lane][i]);
    if (!together.empty()) count(together);
  }
}

void Recorder::count(const std::vector<Entry>& together) {
  const Entry& one = together.front();
  if (one.access == Access::arrival) return;  // counted when it was asked for
  std::vector<uint64_t> addresses;
  for (const Entry& entry : together) {
    if (entry.access != one.access || entry.bytes != one.bytes)
      throw heed::Error("the threads of a warp take different ways to memory");
    addresses.push_back(entry.address);
  }
  if (one.access == Access::shared_read || one.access == Access::shared_write) {
    const Wavefronts wavefronts = wavefronts_of(addresses, one.bytes);
    counts_.wavefronts += wavefronts.needed;
    counts_.conflicts += wavefronts.needed - wavefronts.least;
    return;
  }
  const int64_t bytes = sectors_of(addresses, one.bytes) * int64_t(kSector);
  (one.access == Access::read ? counts_.bytes_read : counts_.bytes_written) += bytes;
  if (one.access != Access::read) return;
  std::sort(addresses.begin(), addresses.end());
  const auto end = std::unique(addresses.begin(), addresses.end());
  counts_.bytes_used += (end - addresses.begin()) * one.bytes;
}

void Recorder::find_races() {
  std::fill(words_.begin(), words_.end(), Word{});
  for (size_t thread = 0; thread < log_.size(); ++thread)
    for (const Entry& entry : log_[thread])
      if (entry.access != Access::read && entry.access != Access::write) meet(int(thread), entry);
}

void Recorder::meet(int thread, const Entry& entry) {
  const bool writes = entry.access != Access::shared_read;
  const uint64_t end = (entry.address + uint64_t(entry.bytes) - 1) / kWordBytes;
  for (uint64_t at = entry.address / kWordBytes; at <= end; ++at) {
    Word& word = words_[at];
    const bool read_by_others = word.more_readers || (word.reader >= 0 && word.reader != thread);
    if ((word.writer >= 0 && word.writer != thread) || (writes && read_by_others))
      throw heed::Error("a race: thread " + std::to_string(thread) + " and thread " +
                        std::to_string(word.writer >= 0 ? word.writer : word.reader) +
                        " meet at byte " + std::to_string(at * kWordBytes) +
                        " of shared memory, with no barrier between them");
    if (writes) word.writer = thread;
    if (!writes) word.more_readers |= word.reader >= 0 && word.reader != thread;
    if (!writes) word.reader = thread;
  }
}

}  // namespace lesson21
