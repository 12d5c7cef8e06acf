// What the tutorial that the layer comes from says about its shapes, and what they are.
#include <fmt/format.h>

#include <iostream>

#include "engine/ops.hpp"
#include "lessons/08_self_attention_2d/pictures.hpp"
#include "lessons/08_self_attention_2d/sections.hpp"

namespace lesson08 {

namespace {

constexpr int kZoom = 8;

// What the layer says when it is built with too few channels.
std::string refusal() {
  try {
    SelfAttention2d layer(4);
  } catch (const ValueError& error) {
    return error.what();
  }
  return "";
}

// What the marked grey pixel of the first scene looks at, (N).
Tensor first_row(Painter& painter, const Twins& scenes) {
  const Evaluation evaluation(painter);
  const Tensor attention = painter(slice(scenes.images, 0, 0, 1)).attention;  // (1, N, N)
  return select(select(attention, 0, 0), 0, middle(scenes.grey, 0, 0));
}

void describe_shapes(show::Page& page) {
  page.heading("Shapes, put right")
      .text(
          "The layer comes from a blog post, which took it from an implementation of SAGAN (Zhang "
          "et al. 2019). The code works; some of what stands beside it does not. The engine's "
          "version is `layers/self_attention_2d.cpp`:")
      .table({"what", "the post", "is"},
             {{"input", "(B, C, W, H)", "(B, C, H, W), as everywhere"},
              {"query, permuted", "(B, C, N)", "(B, N, C/8): one row a place"},
              {"key", "(B, C, N)", "(B, C/8, N)"},
              {"attention", "(B, N, N)", "(B, N, N), and row n is the query's"},
              {"channels of query, key", "C // 8: 0 for C < 8", "an error for C < 8"},
              {"gamma", "taken for a scale", "a gate that begins shut"},
              {"activation", "an argument", "never used; gone"}});
}

void describe_order(show::Page& page, const Tensor& row, int64_t height, int64_t width) {
  const auto map = [&](int64_t lines, int64_t columns) {
    return show::Picture::heat(sqrt(reshape(row, {lines, columns}))).enlarged(kZoom);
  };
  page.text(
          "Swapping H and W does no harm inside the layer, which flattens and unflattens in the "
          "same way. It does when a map is drawn: place `n` is the pixel in line `n / W` and "
          "column `n % W`, with `W` the *last* length.")
      .begin_row()
      .figure(map(height, width),
              fmt::format("A row of $A$ as {} lines of {}: a map.", height, width),
              "A bright spot where the twin is.")
      .figure(map(width, height),
              fmt::format("The same numbers as {} lines of {}: torn.", width, height),
              "The spot has fallen apart, and lies elsewhere.")
      .end_row();
}

}  // namespace

void correct_slips(Lesson& lesson, Painters& painters) {
  std::cout << "\nSelfAttention2d(4), an eighth of which would be no channel at all:\n"
            << refusal() << "\n\n";
  describe_shapes(lesson.page);
  describe_order(lesson.page, first_row(painters.chosen, lesson.shown), lesson.shown.images.size(2),
                 lesson.shown.images.size(3));
  lesson.page
      .text(
          "The scores $q \\cdot k$ are not divided by $\\sqrt{d}$, neither in the post nor in the "
          "paper. Here $d = C/8 = 4$ and it hardly matters; with $C = 512$ it would (lesson 05 "
          "shows why). And with too few channels the engine's layer says what is wrong:")
      .code(refusal());
}

}  // namespace lesson08
