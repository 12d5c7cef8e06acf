// The cache of keys and values: the same symbols, sooner.
#include "lessons/12_transformer/cache.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>

namespace lesson12 {

namespace {

constexpr int64_t kLengths[] = {64, 128, 256, 512};

struct Timing {
  int64_t length;
  double with, without;  // seconds
  bool same;             // symbols
};

Timing write_both_ways(SequenceTransformer& model, const Indices& source, const Indices& lengths,
                       int64_t length) {
  const auto timed = [&](bool cache, double& seconds) {
    const auto begin = std::chrono::steady_clock::now();
    const Indices written = write_greedily(
        model, source, lengths, {.longest = length, .cache = cache, .stop_at_eos = false});
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return written;
  };
  Timing t{length, 0, 0, false};
  const Indices a = timed(true, t.with), b = timed(false, t.without);
  t.same = std::equal(a.data(), a.data() + a.numel(), b.data(), b.data() + b.numel());
  return t;
}

using Rows = std::vector<std::vector<std::string>>;
const std::vector<std::string> kHeader = {"symbols", "without, s", "with cache, s", "times faster",
                                          "same symbols"};

Rows rows_of(const std::vector<Timing>& all) {
  Rows rows;
  for (const Timing& t : all)
    rows.push_back({fmt::format("{}", t.length), fmt::format("{:.3f}", t.without),
                    fmt::format("{:.3f}", t.with), fmt::format("{:.1f}", t.without / t.with),
                    t.same ? "yes" : "no"});
  return rows;
}

std::string drawn(const std::vector<Timing>& all) {
  show::LinePlot plot({"Writing with and without the cache",
                       "Without the cache the time grows faster than the length; with it evenly.",
                       "symbols written", "seconds"});
  std::vector<double> lengths, with, without;
  for (const Timing& t : all) {
    lengths.push_back(double(t.length));
    with.push_back(t.with);
    without.push_back(t.without);
  }
  return plot.add("every step anew", lengths, without).add("with the cache", lengths, with).svg();
}

void describe(show::Page& page, const std::vector<Timing>& all) {
  const Timing& last = all.back();
  page.heading("The cache of keys and values")
      .text(
          "To write symbol $t$, its query asks the keys and values of all before it. These do not "
          "change: the causal mask sees to it that what was computed for symbol 3 does not depend "
          "on symbol 4. So a decoder need not compute them again at each step. The cache keeps "
          "each layer's keys and values, and a step computes one row of everything: "
          "$n$ rows in all, in place of $1 + 2 + \\dots + n$.")
      .begin_row()
      .figure(drawn(all), "Greedy writing of one sequence, told not to stop at its end.")
      .table(kHeader, rows_of(all),
             "Seconds on this machine, in this run; yours will differ. The symbols do not.")
      .end_row()
      .text(fmt::format(
          "At {} symbols the cache is **{:.1f} times** faster. (That is less than the rows that "
          "are "
          "saved, $1 + 2 + \\dots + 512$ against 512: for one row of 64 numbers most of the time "
          "goes into calling operations.) The price is memory, for each layer two vectors of $D$ "
          "numbers a symbol.",
          last.length, last.without / last.with));
}

}  // namespace

void time_the_cache(Lesson& lesson, SequenceTransformer& model, const Indices& source,
                    const Indices& lengths) {
  write_both_ways(model, source, lengths, 16);  // so that memory is there when the clock runs
  std::vector<Timing> all;
  for (const int64_t length : kLengths)
    all.push_back(write_both_ways(model, source, lengths, length));
  std::cout << "\n6. Writing with and without the cache of keys and values\n\n"
            << show::text_table(kHeader, rows_of(all));
  describe(lesson.page, all);
  lesson.run.figure("kv_cache_speedup", all.back().without / all.back().with);
  lesson.run.figure("kv_cache_same_symbols", all.back().same ? "yes" : "no");
}

}  // namespace lesson12
