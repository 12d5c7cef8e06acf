// What each kernel asks of memory: counted in the emulation, held to formulas, and what it allows.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "engine/random.hpp"
#include "lessons/21_cuda_matmul/bounds.hpp"
#include "lessons/21_cuda_matmul/sections.hpp"

namespace lesson21 {

namespace {

constexpr uint64_t kNumbers = 213;
constexpr int kSide = 256, kInner = 64;  // (256, 64) times (64, 256), and once more twice as deep

struct Findings {
  std::array<Appetite, kOurs> appetite;
  bool formulas_hold = true;
};

Counts count(int way, int inner, Random& random) {
  const Tensor a = randn({kSide, inner}, random), b = randn({inner, kSide}, random);
  Tensor c = zeros({kSide, kSide});
  Counts counts;
  emulate(way, kSide, kSide, inner, a.data(), b.data(), c.mutable_data(), &counts);
  return counts;
}

// The inner loop's appetite is what the second 64 of k take beyond the first.
Findings count_all(Lesson& lesson) {
  Random random(lesson.run.seed(), kNumbers);
  Findings found;
  show::Progress bar = lesson.run.progress("counting", kOurs);
  for (int way = 0; way < kOurs && bar.next(); ++way) {
    const Counts once = count(way, kInner, random), twice = count(way, 2 * kInner, random);
    const double flops = 2.0 * kSide * kSide * kInner;
    found.appetite[size_t(way)] = {
        flops / double(twice.bytes_read - once.bytes_read),
        twice.wavefronts ? flops / double(twice.wavefronts - once.wavefronts) : 0};
    found.formulas_hold &= once.bytes_read == formula_bytes_read(way, kSide, kSide, kInner) &&
                           once.bytes_written == formula_bytes_written(way, kSide, kSide);
    lesson.counts[size_t(way)] = once;
  }
  bar.next();
  return found;
}

const std::vector<std::string> kHeader = {"kernel",      "read, MB",   "of it used",
                                          "written, MB", "wavefronts", "by conflicts"};

std::vector<std::vector<std::string>> rows_of(const Lesson& lesson) {
  std::vector<std::vector<std::string>> rows;
  for (int way = 0; way < kOurs; ++way) {
    const Counts& counts = lesson.counts[size_t(way)];
    rows.push_back({name_of(way), fmt::format("{:.2f}", double(counts.bytes_read) / 1e6),
                    fmt::format("{:.1f} %", 100 * counts.used()),
                    fmt::format("{:.2f}", double(counts.bytes_written) / 1e6),
                    std::to_string(counts.wavefronts), std::to_string(counts.conflicts)});
  }
  return rows;
}

const std::vector<std::string> kBoundHeader = {"kernel", "FLOP a byte", "by memory, no cache",
                                               "by shared memory"};

std::vector<std::vector<std::string>> bound_rows(const Findings& found) {
  std::vector<std::vector<std::string>> rows;
  const auto percent = [](double share) { return fmt::format("{:.1f} %", 100 * share); };
  for (int way = 0; way < kOurs; ++way) {
    const Appetite& appetite = found.appetite[size_t(way)];
    rows.push_back(
        {name_of(way), fmt::format("{:.2f}", appetite.flops_per_byte),
         percent(memory_bound(appetite, way, h100())),
         appetite.flops_per_wavefront == 0 ? "–" : percent(shared_bound(appetite, way))});
  }
  return rows;
}

std::string drawn() {
  show::LinePlot plot({"Bytes asked for",
                       "Parallel lines; each kernel lies below the one before, from naive to "
                       "tensor cores by a factor of 1,400.",
                       "log2 of n", "bytes"});
  std::vector<double> all, least;
  for (const int64_t n : kSizes)
    all.push_back(std::log2(double(n))), least.push_back(12.0 * double(n * n));
  for (const int way : {kNaive, kCoalesced, kTiles, kVectorised, kTensorCoresBf16}) {
    std::vector<double> x, y;
    for (const int64_t n : kSizes) {
      if (way == kTensorCoresBf16 && n < 256) continue;  // its tile is larger
      x.push_back(std::log2(double(n)));
      y.push_back(double(formula_bytes_read(way, n, n, n) + formula_bytes_written(way, n, n)));
    }
    plot.add(name_of(way), x, y);
  }
  return plot.add("A, B, C once, float", all, least).log_y().svg();
}

void describe_counts(Lesson& lesson, const Findings& found) {
  lesson.page.heading("What each kernel asks of memory")
      .text(
          "The emulation writes down every access and looks at a warp's 32 together, as a card "
          "does: which sectors of 32 bytes they touch, and how many *wavefronts* shared memory "
          "needs. It has 32 banks, each of which gives one number of 4 bytes a cycle; where two "
          "lanes want different numbers of one bank, one waits.")
      .table(kHeader, rows_of(lesson),
             fmt::format(
                 "Counted, not guessed: (256, 64) times (64, 256). A, B and C alone are 0.39 MB. "
                 "The bytes {} those of the formulas below. Register tiles and vectorised "
                 "fetch the same bytes, the latter with a quarter of the instructions. "
                 "That no bank conflict is left is no accident: `vectorised` and `tensor "
                 "cores` lengthen their rows in shared memory for it.",
                 found.formulas_hold ? "are exactly" : "are NOT"))
      .formula(
          "\\begin{aligned} \\text{naive:} \\quad & 33 \\, n^3 \\text{ bytes} \\\\ "
          "\\text{coalesced:} "
          "\\quad & 5 \\, n^3 \\\\ \\text{tiles of } T_m \\times T_n \\text{, numbers of } b "
          "\\text{ "
          "bytes:} \\quad & b \\, n^3 \\left(\\frac{1}{T_m} + \\frac{1}{T_n}\\right) "
          "\\end{aligned}")
      .figure(drawn(),
              "Bytes that the kernels' warps ask for, by these formulas, for n × n matrices of "
              "128 to 8,192 (7 to 13), and what A, B and C hold in float.");
}

void describe_bounds(Lesson& lesson, const Findings& found) {
  lesson.page
      .text(
          "From this follows what a card can do at most (the *roofline*). Memory gives so many "
          "bytes a second, and with each byte come so many FLOP; shared memory gives one wavefront "
          "a cycle, in which a multiprocessor of an H100 could do 256 FLOP in float, 2,048 in "
          "TF32 and 4,096 in bf16.")
      .formula(
          "\\text{share of peak} \\le \\min\\left(1, \\; \\frac{\\text{FLOP}}{\\text{byte}} \\cdot "
          "\\frac{\\text{bytes/s}}{\\text{peak}}, \\; \\frac{\\text{FLOP}}{\\text{wavefront}} "
          "\\cdot "
          "\\frac{1}{\\text{FLOP a cycle}}\\right)")
      .table(kBoundHeader, bound_rows(found),
             "**Computed, not measured**, for the " + h100().card + ", from " + h100().source +
                 ": 67, 495 and 989 TFLOP/s in float, TF32 and bf16, 3.35 TB/s.")
      .note(
          "The column “no cache” is too pessimistic: neighbouring blocks read the same rows, and "
          "the second finds them in the L2 cache (50 MB on an H100), some even in L1. So coalesced "
          "may be faster than it says, and tensor cores rely on it. The column on shared memory is "
          "a limit that no cache lifts, except that the compiler may merge reads: in `tiles` it "
          "can read four neighbours of a row of A at once, by which the share rises to about a "
          "fifth.");
}

}  // namespace

void count_traffic(Lesson& lesson) {
  const Findings found = count_all(lesson);
  std::cout << fmt::format(
                   "\n3. What each asks of memory: ({0}, {1}) times ({1}, {0}), counted\n\n", kSide,
                   kInner)
            << show::text_table(kHeader, rows_of(lesson))
            << (found.formulas_hold ? "\nbytes are the formulas', exactly\n\n"
                                    : "\nbytes are NOT the formulas'\n\n")
            << "at most, as a share of the peak of an H100: computed from its data sheet\n\n"
            << show::text_table(kBoundHeader, bound_rows(found));
  describe_counts(lesson, found);
  describe_bounds(lesson, found);
  show::Figure::ByName appetite;
  for (int way = 0; way < kOurs; ++way)
    appetite.emplace_back(figure_name(way), found.appetite[size_t(way)].flops_per_byte);
  lesson.run.figure("flop_per_byte", appetite);
  lesson.run.figure("formulas_hold", found.formulas_hold ? 1 : 0);
}

}  // namespace lesson21
