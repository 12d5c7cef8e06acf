// How time and memory grow: attention with the number of tokens; a vision transformer's training
// step with batch, width and depth. Prints tables and writes build/growth.html.

#include <fmt/format.h>

#include <iostream>

#include "engine/buffer.hpp"
#include "engine/ops.hpp"
#include "engine/optim.hpp"
#include "engine/random.hpp"
#include "engine/threads.hpp"
#include "layers/models/vit.hpp"
#include "lessons/show/page.hpp"
#include "lessons/show/plot.hpp"
#include "lessons/show/terminal.hpp"
#include "tests/bench/measure.hpp"

namespace heed::bench {

namespace {

using Rows = std::vector<std::vector<std::string>>;

// The shortest of some runs, and by how much the most memory in use exceeded what was before.
struct Cost {
  double ms, megabytes;
};

template <class Run>
Cost cost(double seconds, const Run& run) {
  const int64_t before = pool_stats().live_bytes;
  reset_peak();
  const std::vector<double> times = measure(seconds, run);
  return {times[0], 1e-6 * double(pool_stats().peak_bytes - before)};
}

struct Attention {
  int64_t tokens;
  Cost forward, both;
};

constexpr int64_t kHeads = 4, kDim = 32;  // numbers of each head

Attention attend(int64_t tokens, double seconds) {
  Random random(1);
  const Shape shape{1, kHeads, tokens, kDim};
  const Tensor q = randn(shape, random).requires_grad_(), k = randn(shape, random).requires_grad_(),
               v = randn(shape, random).requires_grad_();
  const Tensor dy = randn(shape, random);
  const auto forward = [&] {
    const NoGrad no_grad;
    scaled_dot_product_attention(q, k, v);
  };
  const auto both = [&] { scaled_dot_product_attention(q, k, v).backward(dy); };
  return {tokens, cost(seconds, forward), cost(seconds, both)};
}

std::string text(double number, int digits) { return fmt::format("{:.{}f}", number, digits); }

void attention_grows(show::Page& page, double seconds) {
  const std::vector<std::string> header = {
      "tokens", "forward, ms", "ns a pair", "with backward, ms", "ns a pair", "MB", "kB a token"};
  Rows rows;
  std::vector<std::string> names;
  show::Bars forward{"forward", {}}, both{"forward and backward", {}}, memory{"", {}};
  for (int64_t tokens = 256; tokens <= 8192; tokens *= 2) {
    const Attention a = attend(tokens, seconds);
    const double pairs = double(tokens) * double(tokens);
    names.push_back(std::to_string(tokens));
    forward.values.push_back(1e6 * a.forward.ms / pairs);
    both.values.push_back(1e6 * a.both.ms / pairs);
    memory.values.push_back(1e3 * a.both.megabytes / double(tokens));
    rows.push_back({names.back(), text(a.forward.ms, 2), text(forward.values.back(), 2),
                    text(a.both.ms, 2), text(both.values.back(), 2), text(a.both.megabytes, 2),
                    text(memory.values.back(), 2)});
  }
  std::cout << show::text_table(header, rows) << "\n";
  page.heading("Attention")
      .text(fmt::format("One sequence, {} heads of {} numbers, one fused operation.", kHeads, kDim))
      .table(header, rows)
      .begin_row()
      .figure(show::bar_plot({"Time for each pair of tokens",
                              "Bars of about one height: time grows as the square of the tokens.",
                              "tokens", "nanoseconds"},
                             names, {forward, both}),
              "Bars of one height mean that time grows with the square of the number of tokens.")
      .figure(
          show::bar_plot({"Memory for each token",
                          "Bars of about one height: memory grows as the tokens.", "tokens", "kB"},
                         names, {memory}),
          "Bars of one height mean that memory grows with the number of tokens, not its square.")
      .end_row();
}

struct Step {
  int64_t batch, dim, depth;
};

// A training step on pictures of 28 x 28 in patches of 4: 50 tokens.
std::vector<std::string> step_row(const Step& s, double seconds) {
  manual_seed(0);
  ViT model({.image = 28,
             .patch = 4,
             .channels = 1,
             .dim = s.dim,
             .depth = s.depth,
             .heads = 4,
             .classes = 10});
  AdamW optimizer(model.parameters(), {.lr = 1e-3});
  const Tensor x = randn({s.batch, 1, 28, 28});
  const Indices y(Shape{s.batch}, 3);
  const Cost c = cost(seconds, [&] {
    optimizer.zero_grad();
    cross_entropy(model(x), y).backward();
    optimizer.step();
  });
  return {std::to_string(s.batch), std::to_string(s.dim),
          std::to_string(s.depth), std::to_string(model.num_parameters()),
          text(c.ms, 2),           text(c.ms / double(s.batch), 3),
          text(c.megabytes, 1),    text(c.megabytes / double(s.batch), 2)};
}

void training_grows(show::Page& page, double seconds) {
  const std::vector<std::string> header = {"batch",     "width",       "depth", "parameters",
                                           "ms a step", "ms a sample", "MB",    "MB a sample"};
  Rows rows;
  for (const int64_t batch : {1, 4, 16, 64, 256}) rows.push_back(step_row({batch, 64, 4}, seconds));
  for (const int64_t dim : {32, 128, 256}) rows.push_back(step_row({64, dim, 4}, seconds));
  for (const int64_t depth : {1, 2, 8, 16}) rows.push_back(step_row({64, 64, depth}, seconds));
  std::cout << show::text_table(header, rows);
  page.heading("A training step")
      .text("A vision transformer on 28×28 pixels in patches of 4: 50 tokens.")
      .table(header, rows);
}

}  // namespace

}  // namespace heed::bench

int main(int argc, char** argv) {
  using namespace heed;
  const bench::Flags flags = bench::read_flags(argc, argv, {"growth"});
  set_num_threads(flags.threads);
  show::Page page("How heed grows", fmt::format("Time and memory of attention and of a training "
                                                "step, {} thread(s). Times are the shortest of "
                                                "several runs.",
                                                flags.threads));
  bench::attention_grows(page, flags.seconds);
  bench::training_grows(page, flags.seconds);
  page.save("build/growth.html");
  std::cout << "written: build/growth.html\n";
}
