// How fast a card multiplies, each way and size: measured, stored, read again.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "lessons/21_cuda_matmul/card.hpp"
#include "lessons/show/run.hpp"

namespace lesson21 {

struct Speeds {
  std::string device, date;
  int major = 0, minor = 0, multiprocessors = 0;
  double clock = 0;  // Hz
  Bus bus{};
  std::vector<int64_t> sizes;                        // n, of n x n matrices
  std::array<std::vector<double>, kWays> seconds{};  // of one product, by way; 0: could not be run

  double flops(int way, size_t size) const;  // a second; 0 where it could not be run
  // A kernel's share of cuBLAS's speed on the same kind of numbers; 0 where one could not be run.
  double share_of_cublas(int way, size_t size) const;
  size_t compared() const;  // which size shares are told of: 4,096, or the largest
  // What the card could do at most, FLOP/s at its highest clock; 0 if the lesson does not know.
  double peak(int way) const;
};

// FLOP of one multiprocessor in one cycle; 0 where not known. Way: of library.hpp.
double flops_per_cycle(int way, int major, int minor);

constexpr int64_t kSizes[] = {128, 256, 512, 1024, 2048, 4096, 8192};
Speeds measure(const Card& card, heed::show::Progress& progress);  // a step a way and size

// lessons/21_cuda_matmul/figures.json. None if it is not there; FileError if it is broken.
std::string stored_path();
std::optional<Speeds> stored_speeds(const std::string& path);
void store(const Speeds& speeds, const std::string& path);  // WriteError

}  // namespace lesson21
