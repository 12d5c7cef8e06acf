// Flags, repetition and the line of JSON.

#include "tests/bench/measure.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

namespace heed::bench {

Flags read_flags(int argc, char** argv, const std::vector<std::string>& known) {
  Flags flags;
  CLI::App app("Times workloads and prints a line of JSON for each.");
  app.add_option("names", flags.names, "which (all)")->check(CLI::IsMember(known));
  app.add_option("--threads", flags.threads, "threads to compute with")->check(CLI::Range(1, 1024));
  app.add_option("--seconds", flags.seconds, "how long to repeat each")
      ->check(CLI::Range(0.0, 3600.0));
  app.add_flag("--limits", flags.limits, "measure the machine's peak and OpenBLAS alone, too");
  app.add_flag("--profile", flags.profile, "print what each operation costs");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    std::exit(app.exit(e) == 0 ? 0 : 2);
  }
  if (flags.names.empty()) flags.names = known;
  return flags;
}

std::vector<double> measure(double seconds, const std::function<void()>& run) {
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

void report(const std::string& name, int threads, const std::vector<double>& times, int64_t params,
            double megabytes, const Limits* limits) {
  const auto rounded = [](double x) { return std::round(x * 1e3) / 1e3; };
  const double median = times[times.size() / 2];
  nlohmann::ordered_json line{{"name", name},
                              {"threads", threads},
                              {"median_ms", rounded(median)},
                              {"min_ms", rounded(times[0])},
                              {"runs", times.size()},
                              {"params", params},
                              {"megabytes", rounded(megabytes)}};
  if (limits) {
    line["gflop"] = rounded(limits->gflop);
    line["peak_gflops"] = rounded(limits->peak_gflops);
    line["share_of_peak"] = rounded(1e3 * limits->gflop / median / limits->peak_gflops);
    line["blas_ms"] = rounded(limits->blas_ms);
    // Had OpenBLAS's rate at these shapes held for all of the run's products:
    line["share_of_blas"] = rounded(limits->blas_ms * limits->gflop / limits->blas_gflop / median);
  }
  std::cout << line.dump() << std::endl;
}

}  // namespace heed::bench
