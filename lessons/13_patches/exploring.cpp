// What tokens would look at, before anything is learned.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/13_patches/by_hand.hpp"
#include "lessons/13_patches/sections.hpp"

namespace lesson13 {

namespace {

// softmax(x x^T / sqrt(d)) of the patches, less their mean: lesson 06's form without parameters.
Tensor parameter_free(const Tensor& patches) {
  const Tensor x = patches - mean(patches, 0, true);
  return softmax(matmul(x, x, {.b = true}) / std::sqrt(double(x.size(1))), -1);  // (N, N)
}

void introduce(show::Page& page) {
  page.heading("What would they look at?")
      .text(
          "Nothing is learned yet, and still the tokens can attend: by lesson 06's form without "
          "parameters, each looks at the patches that are like itself, pixel by pixel, once their "
          "mean is taken off.")
      .formula("A = \\operatorname{softmax}\\left(\\frac{X X^\\top}{\\sqrt{768}}\\right)");
}

}  // namespace

void explore_likeness(Lesson& lesson) {
  const Tensor photo = whole_patches(lesson.material.photo);
  const Tensor weights = parameter_free(cut(photo));
  const Grid grid = grid_of(photo);
  const double most = double(max(sum(weights, 0)).item());
  std::cout << fmt::format(
      "\n6. What would the patches look at, before anything is learned? (on the page)\n"
      "   The patch that is looked at most has a column sum of {:.1f}; the mean is 1.\n",
      most);
  introduce(lesson.page);
  lesson.page
      .explorer({.name = "a photograph of a temple in patches",
                 .picture = show::Picture::rgb(photo),
                 .rows = int(grid.rows),
                 .columns = int(grid.columns),
                 .cell = "patch",
                 .chosen = int(3 * grid.columns + 4),
                 .layers = {unsqueeze(weights, 0)}},
                fmt::format("The {} patches of the photograph. Point at one, or click to keep it; "
                            "with the keyboard, tab to a map and use the arrow keys. *Photograph: "
                            "{}; cropped.*",
                            grid.patches(), lesson.material.photo_credit))
      .text(fmt::format(
          "Bright patches look at bright ones, dark at dark: a dot product of pixels knows light, "
          "and little else. The scores are symmetric, but the weights are not: the most popular "
          "patch has a column sum of {:.0f}, for whoever is long (far from the mean) is looked at "
          "by many. Queries, keys and blocks (lessons 06, 14) make something better of it, and "
          "lesson 15 shows the same photograph after that.",
          most));
}

}  // namespace lesson13
