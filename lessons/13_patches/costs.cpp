// What attention costs at 64, 713 and 4,096 tokens, beside a convolution.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "lessons/13_patches/price.hpp"
#include "lessons/13_patches/sections.hpp"

namespace lesson13 {

namespace {

constexpr int64_t kWatched = 1000;  // tokens above which the stored weights are not measured

struct Row {
  std::string name;
  Grid grid;
  Price attention, convolution;
  int64_t with_weights;  // bytes kept where the weights are stored
  bool measured;         // with_weights is
};

Row price(const std::string& name, const Grid& grid) {
  const bool few = grid.patches() < kWatched;
  const Price attention = measure_attention(grid);
  return {name,
          grid,
          attention,
          measure_convolution(grid),
          few ? kept_with_weights(grid) : attention.kept + weights_bytes(grid.patches()),
          few};
}

struct Findings {
  std::vector<Row> rows;
  bool formulas_hold = true;  // the measured parameters and FLOPs are the formulas'
};

Findings price_all() {
  Findings found;
  found.rows = {price("128 × 128, patches", {8, 8}), price("500 × 375, patches", {23, 31}),
                price("64 × 64, pixels", {64, 64})};
  for (const Row& row : found.rows) {
    const int64_t n = row.grid.patches();
    found.formulas_hold &= row.attention.parameters == attention_parameters() &&
                           row.attention.flops == attention_flops(n) &&
                           row.convolution.parameters == convolution_parameters() &&
                           row.convolution.flops == convolution_flops(n);
  }
  return found;
}

std::string megabytes(int64_t bytes) { return fmt::format("{:.2f}", double(bytes) / 1e6); }
std::string gigaflops(int64_t flops) { return fmt::format("{:.3f}", double(flops) / 1e9); }

const std::vector<std::string> kHeader = {"tokens", "layer",    "parameters",
                                          "GFLOP",  "kept, MB", "forward, ms"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  std::vector<std::vector<std::string>> rows;
  for (const Row& row : found.rows) {
    const auto add = [&](const std::string& layer, const Price& p) {
      rows.push_back({thousands(row.grid.patches()), layer, thousands(p.parameters),
                      gigaflops(p.flops), megabytes(p.kept),
                      fmt::format("{:.1f}", p.milliseconds)});
    };
    add("attention", row.attention);
    add("convolution 3×3", row.convolution);
  }
  return rows;
}

const std::vector<std::string> kStoredHeader = {"tokens", "fused, MB", "weights stored, MB", ""};
std::vector<std::vector<std::string>> stored_rows(const Findings& found) {
  std::vector<std::vector<std::string>> rows;
  for (const Row& row : found.rows)
    rows.push_back({thousands(row.grid.patches()), megabytes(row.attention.kept),
                    megabytes(row.with_weights), row.measured ? "measured" : "by formula"});
  return rows;
}

const std::vector<std::string> kSeeHeader = {"tokens",           "attention",   "convolutions 3×3",
                                             "their parameters", "their GFLOP", "attention's"};
std::vector<std::vector<std::string>> see_rows(const Findings& found) {
  std::vector<std::vector<std::string>> rows;
  for (const Row& row : found.rows) {
    const int64_t layers = layers_to_see_all(row.grid);
    rows.push_back({thousands(row.grid.patches()), "1 layer", fmt::format("{} layers", layers),
                    thousands(layers * row.convolution.parameters),
                    gigaflops(layers * row.convolution.flops), gigaflops(row.attention.flops)});
  }
  return rows;
}

void print(const Findings& found) {
  std::cout << fmt::format("\n5. What it costs, tokens of {} numbers, {} heads\n\n", kTokenWidth,
                           kPriceHeads)
            << show::text_table(kHeader, rows_of(found)) << "\n"
            << show::text_table(kStoredHeader, stored_rows(found)) << "\n"
            << show::text_table(kSeeHeader, see_rows(found))
            << (found.formulas_hold ? "\nparameters and FLOP are the formulas', exactly\n"
                                    : "\nparameters or FLOP are NOT the formulas'\n");
}

std::string drawn() {
  std::vector<double> tokens, all, pairs, convolution;
  for (int64_t n = 16; n <= 1024; n += 16) {
    tokens.push_back(double(n));
    all.push_back(double(attention_flops(n)) / 1e9);
    pairs.push_back(4 * double(n * n * kTokenWidth) / 1e9);
    convolution.push_back(double(convolution_flops(n)) / 1e9);
  }
  show::LinePlot plot({"One layer",
                       "Attention starts below the convolution, crosses it at 480 tokens, and is "
                       "1.6 times as high at 1,024.",
                       "tokens", "GFLOP"});
  return plot.add("attention", tokens, all)
      .add("of it, N² part", tokens, pairs)
      .add("convolution 3×3", tokens, convolution)
      .svg();
}

void describe_formulas(show::Page& page, const Findings& found) {
  page.heading("What it costs")
      .text(
          "One attention layer on N tokens of D numbers: projections (3 D² for q, k, v and D² for "
          "the output), and for each head scores and a weighted mean. A convolution of 3×3 on the "
          "same grid, D channels to D, is its rival. Multiply and add count as two operations:")
      .formula(
          "\\begin{aligned} \\text{attention:} \\quad & 4 D^2 + 4 D \\text{ parameters}, & 8 N "
          "D^2 + 4 N^2 D \\text{ FLOP} \\\\ \\text{convolution:} \\quad & 9 D^2 + D \\text{ "
          "parameters}, & 18 N D^2 \\text{ FLOP} \\end{aligned}")
      .table(
          kHeader, rows_of(found),
          fmt::format("Measured, D = {}, {} heads: parameters, FLOP and what the layer keeps for "
                      "backward() beside its input (`summary()`), and one forward pass on this "
                      "machine. Parameters and FLOP {} the formulas'.",
                      kTokenWidth, kPriceHeads, found.formulas_hold ? "are exactly" : "are NOT"))
      .figure(drawn(), "By formula. Below N = 2.5 D = 480 tokens attention is the cheaper one.");
}

void describe_memory(show::Page& page, const Findings& found) {
  const int64_t pixels = 375 * 500;
  page
      .text(fmt::format(
          "So it is not the parameters. A tutorial says that attention needs many more of "
          "them than a CNN: this layer has {}, the convolution {}. It is the N²: the weights "
          "of every token for every other. Whoever stores them pays {} N² · 4 bytes a layer; "
          "the fused operation does not, and computes them again in backward.",
          thousands(attention_parameters()), thousands(convolution_parameters()), kPriceHeads))
      .table(kStoredHeader, stored_rows(found),
             "What one layer keeps for backward(). By formula: its weights, added to the fused "
             "form's.")
      .text(fmt::format(
          "And the photograph, a token a *pixel*? {} tokens: {:.0f} GB of weights a layer, {:.0f} "
          "thousand GFLOP. That is why there are patches: p times the side makes p² times fewer "
          "tokens and p⁴ times fewer pairs.",
          thousands(pixels), double(weights_bytes(pixels)) / 1e9,
          double(attention_flops(pixels)) / 1e12))
      .text(
          "Is the rival fair? One convolution sees one place to each side. To let a corner hear of "
          "the opposite one takes as many layers as the grid is long, less one:")
      .table(kSeeHeader, see_rows(found))
      .text(
          "Measured by that, attention is the cheap one. CNNs answer by pooling: halve the grid a "
          "few times and the corners are near. Both are right where they are strong: near things "
          "by convolution, far things by attention.");
}

}  // namespace

void count_the_costs(Lesson& lesson) {
  const Findings found = price_all();
  print(found);
  describe_formulas(lesson.page, found);
  describe_memory(lesson.page, found);
  show::Figure::ByName attention, convolution, kept;
  for (const Row& row : found.rows) {
    const std::string tokens = std::to_string(row.grid.patches());
    attention.emplace_back(tokens, double(row.attention.flops) / 1e9);
    convolution.emplace_back(tokens, double(row.convolution.flops) / 1e9);
    kept.emplace_back(tokens, double(row.attention.kept) / 1e6);
  }
  lesson.run.figure("attention_parameters", found.rows[0].attention.parameters);
  lesson.run.figure("convolution_parameters", found.rows[0].convolution.parameters);
  lesson.run.figure("attention_gflop", attention);
  lesson.run.figure("convolution_gflop", convolution);
  lesson.run.figure("attention_kept_megabytes", kept);
  lesson.run.figure("formulas_hold", found.formulas_hold ? 1 : 0);
}

}  // namespace lesson13
