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
  Tensor mean_row(int64_t pair) const {  // of the pixels of a grey shape
    const Tensor mask = select(select(where(scenes.grey, 1, 0), 0, scene), 0, pair);  // (H, W)
    return as_map(matmul(flatten(mask), weights)) / sum(mask);
  }
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

// Each scene, and what its grey shapes look at: the rows of all pixels of a shape, averaged.
show::Picture rows_picture(const std::vector<Attention>& attentions) {
  std::vector<show::Picture> pictures;
  for (const Attention& a : attentions) {
    pictures.push_back(plain(a.scenes, a.scene, kLargeZoom));
    for (const int64_t pair : {0, 1})
      pictures.push_back(a.lit(a.mean_row(pair), a.grey(pair), kLargeZoom));
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

double largest_column(const Attention& a) { return double(max(sum(a.weights, 0)).item()); }

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

const std::vector<std::string> kHeader = {"scene", "marked pixel", "sum of its row",
                                          "sum of its column"};

void print(const Verdict& v, const std::vector<Attention>& shown) {
  std::cout << fmt::format(
                   "\nA grey pixel's attention: {:.3f} on its coloured twin, which covers {:.3f} "
                   "of the picture; {:.3f} on its own shape.\n",
                   v.on_twin, v.twin_area, v.on_itself)
            << show::text_table(kHeader, sum_rows(shown))
            << fmt::format(
                   "Column sums on average: {:.2f} on coloured shapes, {:.2f} on grey ones, {:.2f} "
                   "on the ground.\n\n",
                   v.to_coloured, v.to_grey, v.to_ground)
            << "What a grey shape of scene 1 looks at (the root of its pixels' mean row):\n";
  show::print_heat_map(sqrt(shown[0].mean_row(0)));
}

void describe_rows(show::Page& page, const Verdict& v, const show::Picture& rows, int64_t places) {
  page.heading("Where it looks: rows")
      .text(
          fmt::format("Row $n$ of $A$ holds $N = {}$ weights, one for each place of the picture, "
                      "and sums to 1. Put back into the picture's shape, it is a map of what place "
                      "$n$ looks at. Here are the rows of all pixels of a grey shape, averaged:",
                      places))
      .figure(
          rows,
          "From the left: the scene; what the marked grey shape looks at; what the other one looks "
          "at. Dark is a fair share, 1/N, or less; every doubling adds light, up to 64 shares.",
          "In each map the light falls mostly on the coloured shape of the marked one's kind.")
      .text(fmt::format(
          "Over all grey pixels of the test scenes, **{:.0f} %** of the attention falls on the "
          "twin, which covers {:.1f} % of the picture, and {:.0f} % on the grey shape itself. "
          "Nobody asked for that: the loss speaks of colours only. Often a few pixels of the twin "
          "get nearly all, for one that says “green, and triangle” is enough.",
          100 * v.on_twin, 100 * v.twin_area, 100 * v.on_itself));
}

show::Explorer explorer(const Attention& a) {
  return {.name = "scene 1",
          .picture = plain(a.scenes, a.scene, 1),
          .rows = int(a.scenes.images.size(2)),
          .columns = int(a.scenes.images.size(3)),
          .cell = "pixel",
          .chosen = int(a.grey(0)),
          .layers = {unsqueeze(a.weights, 0)}};
}

void describe_columns(show::Page& page, const std::vector<Attention>& shown,
                      const show::Picture& both) {
  page.heading("Rows and columns")
      .text(fmt::format(
          "Column $n$ of the same matrix answers another question: not what place $n$ looks at but "
          "*who looks at it*. Softmax makes rows that sum to 1, and nothing makes the columns do "
          "so: a column is no distribution. The pixel of scene 1 that is looked at most has a "
          "column sum of {:.0f}; many have next to nothing. Only their mean over the picture is 1.",
          largest_column(shown[0])))
      .figure(both,
              "Four scenes. From the left: row and column of a grey pixel; row and column of a "
              "pixel of its twin. The light is as above.",
              "The row of the grey pixel has its light on the twin; the column of the twin's pixel "
              "has its light on the grey shape.")
      .text(
          "The first and the last map tell the same story from both ends: the grey pixel looks at "
          "its twin, and the twin is looked at by the grey shape. The two in the middle answer "
          "what nobody asked. The loss never sees the answers of coloured pixels, so where those "
          "look is of no consequence.")
      .text(
          "Any pixel can be asked. Point at one, or click on it to keep it; with the keyboard, "
          "tab to a map and use the arrow keys.")
      .explorer(explorer(shown[0]),
                "Scene 1. Each map goes from dark, 0, to yellow, its largest weight; unlike the "
                "maps above, twice the weight is twice the light here.");
}

void describe_sums(show::Page& page, const Verdict& v, const std::vector<Attention>& shown) {
  page.table(kHeader, sum_rows(shown), "The sums of the maps above.")
      .text(fmt::format("On average over all test scenes, the column of a pixel sums to {:.2f} on "
                        "coloured shapes, {:.2f} on grey ones, and {:.2f} on the ground.",
                        v.to_coloured, v.to_grey, v.to_ground))
      .note(
          "Which one to draw has been asked before. A public notebook on DETR draws columns, "
          "`sattn[..., y, x]`, of its encoder's attention; a reader objected that rows, `sattn[y, "
          "x, ...]`, are what sums to 1. The answer ([issue "
          "162](https://github.com/facebookresearch/detr/issues/162)): both are fair, one only has "
          "to know which question one asks. The two maps are equal only if $A$ is symmetric, and "
          "after softmax it is not, even where the scores are.");
}

}  // namespace

void show_rows_and_columns(Lesson& lesson, Painters& painters) {
  const Verdict& v = painters.verdict;
  lesson.run.figure("attention_on_twin", v.on_twin, show::Range{0.84, 0.96});
  lesson.run.figure("attention_on_own_shape", v.on_itself, show::Range{0.010, 0.036});
  lesson.run.figure("twin_area", v.twin_area);
  lesson.run.figure("column_sum_coloured", v.to_coloured, show::Range{2.05, 2.36});
  const std::vector<Attention> shown = attentions(painters.chosen, lesson.shown);
  print(v, shown);
  const show::Picture rows = rows_picture(shown), both = both_picture(shown);
  rows.save(lesson.run.file("rows.png"));
  both.save(lesson.run.file("rows_and_columns.png"));
  describe_rows(lesson.page, v, rows, shown[0].weights.size(0));
  describe_columns(lesson.page, shown, both);
  describe_sums(lesson.page, v, shown);
}

}  // namespace lesson08
