// How a benchmark measures and reports: the same way as torch_workloads.py, so that a ratio of the
// two means something.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace heed::bench {

struct Flags {
  std::vector<std::string> names;  // which workloads
  int threads = 1;
  double seconds = 3;
  bool limits = false;   // measure the machine's limits as well
  bool profile = false;  // print the ledger of operations, too
};

// Exits with 2 on an unknown flag or name, or a number out of range.
Flags read_flags(int argc, char** argv, const std::vector<std::string>& known);

// In milliseconds, the shortest first: three runs to warm up, then at least five, until the time is
// over.
std::vector<double> measure(double seconds, const std::function<void()>& run);

// What one run costs, and what the machine could do at best.
struct Limits {
  double gflop = 0;        // of a run's matrix products, 2 for each multiply-add
  double peak_gflops = 0;  // multiply-adds in registers alone, all threads
  double blas_ms = 0;      // OpenBLAS alone, at the shapes of the run's matrix products
  double blas_gflop = 0;   // of those; for causal attention whole products, more than the run's
};

// One line of JSON. `megabytes`: by how much the process grew while it ran. No limits: they were
// not measured.
void report(const std::string& name, int threads, const std::vector<double>& times, int64_t params,
            double megabytes, const Limits* limits);

}  // namespace heed::bench
