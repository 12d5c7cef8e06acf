// When does the copy eat the gain? A lone product, a chain, and the learner's own tiny ViT.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/cuda/matmul_device.hpp"
#include "engine/ops.hpp"
#include "engine/random.hpp"
#include "lessons/21_cuda_matmul/sections.hpp"
#include "lessons/show/measure.hpp"

namespace lesson21 {

namespace {

constexpr uint64_t kNumbers = 214;
constexpr int64_t kTimed[] = {32, 64, 128, 256, 512, 1024}, kLinks[] = {1, 2, 4, 8, 16, 32};

struct Timed {
  std::vector<double> n, milliseconds;
};

// The engine's own product on this CPU.
Timed time_here(uint64_t seed) {
  const NoGrad no_grad;
  Random random(seed, kNumbers);
  Timed timed;
  for (const int64_t n : kTimed) {
    const Tensor a = randn({n, n}, random), b = randn({n, n}, random);
    Tensor c = matmul(a, b);
    timed.n.push_back(double(n));
    timed.milliseconds.push_back(show::milliseconds([&] { c = matmul(a, b); }));
  }
  return timed;
}

// Products stay on the CPU while this lives, whatever --device asked for.
class OnCpu {
 public:
  explicit OnCpu(const show::Run& run) : options_(run.options()) { set_matmul_device("cpu"); }
  ~OnCpu() { set_matmul_device(options_.device, options_.precision); }
  OnCpu(const OnCpu&) = delete;
  OnCpu& operator=(const OnCpu&) = delete;

 private:
  show::Options options_;
};

// From flags; else from the card that was measured here; else the data sheet's.
Rates rates_of(const Lesson& lesson, const Timed& timed) {
  Rates rates;
  if (lesson.measured) {
    double best = 0;
    for (size_t i = 0; i < lesson.measured->sizes.size(); ++i)
      best = std::max(best, lesson.measured->flops(kCublasFloat, i));
    rates = {.card = best,
             .bus = std::min(lesson.measured->bus.to_card, lesson.measured->bus.from_card),
             .latency = lesson.measured->bus.latency,
             .card_from = "measured on this machine's " + lesson.measured->device};
  }
  const Wishes& wishes = lesson.wishes;
  if (wishes.bus > 0 || wishes.card > 0 || wishes.latency > 0) rates.card_from += ", and flags";
  if (wishes.bus > 0) rates.bus = wishes.bus * 1e9;
  if (wishes.card > 0) rates.card = wishes.card * 1e12;
  if (wishes.latency > 0) rates.latency = wishes.latency * 1e-6;
  rates.cpu = 0;
  for (size_t i = 0; i < timed.n.size(); ++i)
    rates.cpu = std::max(rates.cpu, 2 * std::pow(timed.n[i], 3) / (timed.milliseconds[i] * 1e-3));
  return rates;
}

std::string said(int64_t n) { return n > 0 ? std::to_string(n) : "never"; }

const std::vector<std::string> kHeader = {"products in a chain", "card pays from n ="};
std::vector<std::vector<std::string>> rows_of(const Rates& rates) {
  std::vector<std::vector<std::string>> rows = {
      {"1, all three matrices moved", said(crossover(lone_product, rates))}};
  for (const int64_t links : kLinks)
    rows.push_back({fmt::format("{}, right factors there", links),
                    said(crossover([&](int64_t n) { return chain(links, n); }, rates))});
  return rows;
}

std::string drawn(const Timed& timed, const Rates& rates) {
  std::vector<double> x, here, copying, computing, both;
  for (size_t i = 0; i < timed.n.size(); ++i) {
    const Load load = lone_product(int64_t(timed.n[i]));
    x.push_back(std::log2(timed.n[i]));
    copying.push_back(1e3 * seconds_copying(load, rates));
    both.push_back(1e3 * seconds_on_card(load, rates));
  }
  show::LinePlot plot({"A lone product of n × n matrices",
                       "The CPU's line is steeper than the card's, which is flat at the left, and "
                       "meets it.",
                       "log2 of n", "milliseconds"});
  return plot.add("CPU, measured", x, timed.milliseconds)
      .add("card with copies, computed", x, both)
      .add("of it, copies", x, copying)
      .log_y()
      .svg();
}

void describe(show::Page& page, const Timed& timed, const Rates& rates) {
  page.heading("When does the copy eat the gain?")
      .text(
          "A card has memory of its own. What the CPU has must cross the bus first, and the result "
          "must cross it back. A model of it, with L seconds that each order takes by itself "
          "(three copies and a start), B bytes a second on the bus, and the rates R of both "
          "machines:")
      .formula(
          "t_{\\text{CPU}} = \\frac{2 n^3}{R_{\\text{CPU}}}, \\qquad t_{\\text{card}} = 4 L + "
          "\\frac{12 n^2}{B} + \\frac{2 n^3}{R_{\\text{card}}}")
      .text(
          "The copy grows with n², the gain with n³, so that there is a size from which the card "
          "pays. Without L it is")
      .formula(
          "n^* = \\frac{6}{B} \\left(\\frac{1}{R_{\\text{CPU}}} - "
          "\\frac{1}{R_{\\text{card}}}\\right)^{-1}")
      .text(fmt::format(
          "This CPU: {:.1f} GFLOP/s in float, the best of the products timed here. The card: "
          "{:.1f} TFLOP/s, {:.1f} GB/s on the bus, {:.1f} µs an order ({}). `--card`, `--bus` and "
          "`--latency` set them.",
          rates.cpu / 1e9, rates.card / 1e12, rates.bus / 1e9, rates.latency * 1e6,
          rates.card_from))
      .figure(drawn(timed, rates), "The CPU's times are measured here, the card's computed.")
      .table(kHeader, rows_of(rates),
             "Computed. In a chain what comes out of one product goes into the next and stays "
             "on the card: the bytes are those of two matrices, however long it is. What remains "
             "is the order for each product.");
}

}  // namespace

void find_crossover(Lesson& lesson) {
  const OnCpu on_cpu(lesson.run);
  const Timed timed = time_here(lesson.run.seed());
  const Rates rates = rates_of(lesson, timed);
  std::cout << fmt::format(
                   "\n5. When does the copy eat the gain?\n\nCPU {:.1f} GFLOP/s, measured; card "
                   "{:.1f} TFLOP/s, bus {:.1f} GB/s, {:.1f} µs an order ({})\n\n",
                   rates.cpu / 1e9, rates.card / 1e12, rates.bus / 1e9, rates.latency * 1e6,
                   rates.card_from)
            << show::text_table(kHeader, rows_of(rates));
  describe(lesson.page, timed, rates);
  lesson.run.figure("cpu_gflops", rates.cpu / 1e9);
  lesson.run.figure("crossover_lone", crossover(lone_product, rates));
  lesson.run.figure("crossover_chain_of_8",
                    crossover([](int64_t n) { return chain(8, n); }, rates));
  weigh_own_vit(lesson, rates);
}

}  // namespace lesson21
