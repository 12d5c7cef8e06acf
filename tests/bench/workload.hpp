// How a benchmark measures and reports: the same way as the peer's script in PyTorch, so that a
// ratio of the two means something.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/threads.hpp"
#include "layers/module.hpp"

namespace heed::bench {

struct Flags {
  int threads = 1;
  double seconds = 3;
};

// Exits with 2 on an unknown flag or a number out of range.
inline Flags read_flags(const std::string& name, int argc, char** argv) {
  Flags flags;
  CLI::App app("Times " + name + " and prints one line of JSON.");
  app.add_option("--threads", flags.threads, "threads to compute with")->check(CLI::Range(1, 1024));
  app.add_option("--seconds", flags.seconds, "how long to repeat it")
      ->check(CLI::Range(0.0, 3600.0));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    std::exit(app.exit(e) == 0 ? 0 : 2);
  }
  set_num_threads(flags.threads);
  return flags;
}

// In milliseconds: three runs to warm up, then at least five, until the time is over.
template <class Run>
std::vector<double> measure(double seconds, const Run& run) {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
  };
  for (int i = 0; i < 3; ++i) run();
  std::vector<double> times;
  const auto start = Clock::now();
  while (times.size() < 5 || since(start) < seconds) {
    const auto begin = Clock::now();
    run();
    times.push_back(1e3 * since(begin));
  }
  std::sort(times.begin(), times.end());
  return times;
}

template <class Run>
void report(const std::string& name, const Flags& flags, Module& model, const Run& run) {
  const auto rounded = [](double ms) { return std::round(ms * 1e3) / 1e3; };
  const std::vector<double> times = measure(flags.seconds, run);
  std::cout << nlohmann::ordered_json{{"name", name},
                                      {"threads", flags.threads},
                                      {"median_ms", rounded(times[times.size() / 2])},
                                      {"min_ms", rounded(times[0])},
                                      {"runs", times.size()},
                                      {"params", model.num_parameters()}}
                   .dump()
            << std::endl;
}

}  // namespace heed::bench
