// Self-attention by loops, by matrices and by the engine's fused operation: the same numbers.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/06_self_attention/loops.hpp"
#include "lessons/06_self_attention/sections.hpp"
#include "lessons/show/measure.hpp"

namespace lesson06 {

namespace {

constexpr uint64_t kNumbers = 64;
constexpr int64_t kDepth = 64, kTokens[] = {64, 128, 256, 512, 1024};

struct Times {
  int64_t tokens;
  double loops, matrices, fused;  // milliseconds
  double off;                     // of both, from the loops
};

Times time(int64_t tokens, Random& random) {
  const NoGrad no_grad;
  const Shape shape{tokens, kDepth};
  const Tensor q = randn(shape, random), k = randn(shape, random), v = randn(shape, random);
  Tensor loops, matrices, fused;
  Times times{tokens, 0, 0, 0, 0};
  times.loops = show::milliseconds([&] { loops = by_loops(q, k, v); });
  times.matrices = show::milliseconds([&] { matrices = by_matrices(q, k, v); });
  times.fused = show::milliseconds([&] { fused = scaled_dot_product_attention(q, k, v); });
  times.off =
      std::max(show::largest_difference(loops, matrices), show::largest_difference(loops, fused));
  return times;
}

std::vector<Times> time_all(uint64_t seed) {
  Random random(seed, kNumbers);
  std::vector<Times> all;
  for (const int64_t tokens : kTokens) all.push_back(time(tokens, random));
  return all;
}

const std::vector<std::string> kHeader = {"tokens", "loops, ms", "matrices, ms", "fused, ms",
                                          "differ by"};

std::vector<std::vector<std::string>> rows_of(const std::vector<Times>& all) {
  std::vector<std::vector<std::string>> rows;
  for (const Times& t : all)
    rows.push_back({std::to_string(t.tokens), fmt::format("{:.2f}", t.loops),
                    fmt::format("{:.3f}", t.matrices), fmt::format("{:.3f}", t.fused),
                    fmt::format("{:.1g}", t.off)});
  return rows;
}

void print(const std::vector<Times>& all) {
  std::cout << fmt::format("\n5. Loops, matrices, the fused operation: d = {}\n\n", kDepth)
            << show::text_table(kHeader, rows_of(all));
}

std::string drawn(const std::vector<Times>& all) {
  std::vector<double> tokens, loops, matrices, fused;
  for (const Times& t : all) {
    tokens.push_back(double(t.tokens));
    loops.push_back(t.loops);
    matrices.push_back(t.matrices);
    fused.push_back(t.fused);
  }
  show::LinePlot plot(
      {"One head of attention",
       fmt::format("At {} tokens loops take {:.0f} ms, matrices {:.1f} ms, the "
                   "fused operation {:.1f} ms.",
                   all.back().tokens, all.back().loops, all.back().matrices, all.back().fused),
       "tokens", "milliseconds"});
  plot.add("loops", tokens, loops).add("matrices", tokens, matrices).add("fused", tokens, fused);
  return plot.log_y().svg();
}

void describe(show::Page& page, const std::vector<Times>& all) {
  page.heading("Loops, matrices, one operation")
      .text(
          "Self-attention in full is three loops twice: for every query and every key a dot "
          "product; softmax; for every query and every number of the answer a sum over the keys.")
      .code(kLoopsShown)
      .text(
          "Both triple loops are matrix products, and then it is three lines. The fused operation "
          "computes the same in pieces that stay in the cache, and never stores the (N, N) "
          "weights:")
      .code(kMatricesShown)
      .table(kHeader, rows_of(all),
             fmt::format("One head, d = {}; the middle one of three times on this machine, which "
                         "differ from run to run. The last column: the largest difference of both "
                         "from the loops.",
                         kDepth))
      .figure(drawn(all), "Twice the tokens, four times the work, in any form.")
      .text(
          "In one head without a graph the fused operation is hardly faster than the three lines. "
          "What it saves is memory: 1,024² weights are 4 MB, and backward would want them of every "
          "head of every layer.")
      .text(
          "The source's pseudocode takes the data themselves for queries, keys and values, and "
          "leaves out $1/\\sqrt d$; the loops above have it.");
}

}  // namespace

void compute_three_ways(Lesson& lesson) {
  const std::vector<Times> all = time_all(lesson.run.seed());
  print(all);
  describe(lesson.page, all);
  double off = 0;
  for (const Times& t : all) off = std::max(off, t.off);
  lesson.run.figure("ways_differ_by", off, show::Range{4.17e-07, 1.08e-06});
  const Times& most = all.back();
  lesson.run.figure("milliseconds_1024_tokens",
                    show::Figure::ByName{
                        {"loops", most.loops}, {"matrices", most.matrices}, {"fused", most.fused}});
}

}  // namespace lesson06
