// Rows and columns of the attention: what a place looks at, and who looks at it.
#include <fmt/format.h>

#include <iostream>

#include "engine/ops.hpp"
#include "lessons/08_self_attention_2d/pictures.hpp"
#include "lessons/08_self_attention_2d/sections.hpp"

namespace lesson08 {

namespace {

constexpr int kZoom = 5, kLargeZoom = 7;
constexpr int64_t kExamples = 4;

using Rows = std::vector<std::vector<std::string>>;

// The attention (N, N) of one scene, and its places as pixels.
struct Attention {
  const Twins& scenes;
  int64_t scene;
  Tensor weights;

  Tensor as_map(const Tensor& numbers) const {  // (N) -> (H, W): n = y W + x
    return reshape(numbers, {scenes.images.size(2), scenes.images.size(3)});
  }
  Tensor row(int64_t n) const { return as_map(select(weights, 0, n)); }     // what n looks at
  Tensor column(int64_t n) const { return as_map(select(weights, 1, n)); }  // who looks at n
  int64_t grey(int64_t pair) const { return middle(scenes.grey, scene, pair); }
  int64_t coloured(int64_t pair) const { return middle(scenes.coloured, scene, pair); }
  show::Picture lit(const Tensor& map, int64_t n, int zoom) const {
    return lesson08::lit(scenes, scene, map, n, zoom);
  }
};

std::vector<Attention> attentions(Painter& painter, const Twins& scenes) {
  const Evaluation evaluation(painter);
  const Tensor weights = painter(scenes.images).attention;  // (B, N, N)
  std::vector<Attention> result;
  for (int64_t scene = 0; scene < kExamples; ++scene)
    result.push_back({scenes, scene, select(weights, 0, scene)});
  return result;
}

// Each scene, and the rows of a pixel in each of its grey shapes.
show::Picture rows_picture(const std::vector<Attention>& attentions) {
  std::vector<show::Picture> pictures;
  for (const Attention& a : attentions) {
    pictures.push_back(plain(a.scenes, a.scene, kLargeZoom));
    for (const int64_t pair : {0, 1})
      pictures.push_back(a.lit(a.row(a.grey(pair)), a.grey(pair), kLargeZoom));
  }
  return show::grid(pictures, 3, 6, {255, 255, 255});
}

// For a grey pixel and for one of its twin: the row, then the column.
show::Picture both_picture(const std::vector<Attention>& attentions) {
  std::vector<show::Picture> pictures;
  for (const Attention& a : attentions)
    for (const int64_t n : {a.grey(0), a.coloured(0)}) {
      pictures.push_back(a.lit(a.row(n), n, kZoom));
      pictures.push_back(a.lit(a.column(n), n, kZoom));
    }
  return show::grid(pictures, 4, 6, {255, 255, 255});
}

Rows sum_rows(const std::vector<Attention>& attentions) {
  Rows rows;
  for (const Attention& a : attentions)
    for (const bool grey : {true, false}) {
      const int64_t n = grey ? a.grey(0) : a.coloured(0);
      rows.push_back({fmt::format("{}", a.scene + 1), grey ? "grey" : "its twin",
                      fmt::format("{:.3f}", sum(a.row(n)).item()),
                      fmt::format("{:.3f}", sum(a.column(n)).item())});
    }
  return rows;
}

}  // namespace

void show_rows_and_columns(Lesson& lesson, Painters& painters) {
  const Verdict& v = painters.verdict;
  const std::vector<Attention> shown = attentions(painters.chosen, lesson.shown);
  const Rows sums = sum_rows(shown);
  const std::vector<std::string> header = {"scene", "marked pixel", "sum of its row",
                                           "sum of its column"};
  const Rows received = {{"of coloured shapes", fmt::format("{:.2f}", v.to_coloured)},
                         {"of grey shapes", fmt::format("{:.2f}", v.to_grey)},
                         {"of the ground", fmt::format("{:.2f}", v.to_ground)}};
  lesson.run.figure("attention_on_twin", v.on_twin, show::Range{0, 1});
  lesson.run.figure("attention_on_own_shape", v.on_itself, show::Range{0, 1});
  lesson.run.figure("twin_area", v.twin_area);
  lesson.run.figure("mean_column_sum_coloured", v.to_coloured, show::Range{0, 448});
  std::cout
      << fmt::format(
             "\nA grey pixel's attention: {:.3f} on its coloured twin, which covers {:.3f} of "
             "the picture; {:.3f} on its own shape.\n",
             v.on_twin, v.twin_area, v.on_itself)
      << show::text_table(header, sums) << "\nMean sum of the columns of pixels\n"
      << show::text_table({"", "sum"}, received)
      << "\nWhat a grey pixel of scene 1 looks at (the root of its row):\n";
  show::print_heat_map(sqrt(shown[0].row(shown[0].grey(0))));

  const show::Picture rows = rows_picture(shown), both = both_picture(shown);
  rows.save(lesson.run.file("rows.png"));
  both.save(lesson.run.file("rows_and_columns.png"));
  lesson.page.heading("Where it looks: rows")
      .text(
          fmt::format("Row $n$ of $A$ holds $N = {}$ weights, one for each place of the picture, "
                      "and sums to 1. "
                      "Put back into the picture's shape, it is a map of what place $n$ looks at:",
                      lesson.shown.images.size(2) * lesson.shown.images.size(3)))
      .figure(rows,
              "From the left: the scene; the row of the marked pixel in one grey shape; the row of "
              "the marked pixel in the other. Light is attention: the root of the weight, so that "
              "weak shows beside strong.",
              "In each map the bright part is the coloured shape of the marked pixel's kind.")
      .text(fmt::format(
          "Averaged over all grey pixels of the test scenes, **{:.0f} %** of the attention falls "
          "on "
          "the twin, which covers {:.1f} % of the picture, and {:.0f} % on the grey shape itself. "
          "The task asks for no more than that: what matters is the colour that is carried over, "
          "and a glance at oneself carries none.",
          100 * v.on_twin, 100 * v.twin_area, 100 * v.on_itself))
      .heading("Rows and columns")
      .text(
          "Column $n$ of the same matrix answers another question: not what place $n$ looks at but "
          "*who looks at it*. Softmax makes rows that sum to 1; nothing makes the columns do so. A "
          "column is no distribution: a place that everyone looks at has a sum far above 1, one "
          "that "
          "nobody heeds nearly 0. Over the whole picture the column sums are 1 on average.")
      .figure(both,
              "Each scene twice: for a grey pixel its row and its column, then for a pixel of its "
              "twin its row and its column. Each map has its own scale.",
              "The row of the grey pixel and the column of its twin's pixel are alike in what they "
              "tell: the grey shape looks at the twin.")
      .begin_row()
      .table(header, sums, "The sums of the maps above.")
      .table({"a pixel", "mean sum of its column"}, received, "All test scenes.")
      .end_row()
      .note(
          "Which one to draw has been asked before. A public notebook on DETR draws columns, "
          "`sattn[..., y, x]`, of its encoder's attention; a reader objected that rows, "
          "`sattn[y, x, ...]`, are what sums to 1. The answer given "
          "([issue 162](https://github.com/facebookresearch/detr/issues/162)): both are fair, one "
          "only has to know which question one asks. The two maps are equal only if $A$ is "
          "symmetric, and after softmax it is not, even where the scores are.");
}

}  // namespace lesson08
