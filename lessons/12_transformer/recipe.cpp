// What surrounds attention: where the norms stand, Noam's schedule, label smoothing.
#include <fmt/format.h>

#include "engine/ops.hpp"
#include "engine/optim.hpp"
#include "lessons/12_transformer/sections.hpp"

namespace lesson12 {

namespace {

constexpr int64_t kDim = 64, kSteps = 2000;

std::string schedule_drawn() {
  show::LinePlot plot({"Noam's schedule",
                       "The rate rises evenly during the warm-up, then falls as one over the root "
                       "of the step; a longer warm-up gives a lower peak.",
                       "step", "learning rate"});
  for (const int64_t warmup : {100, 400}) {
    const Noam schedule(kDim, warmup, Recipe{}.factor);
    std::vector<double> rates;
    for (int64_t step = 0; step < kSteps; ++step) rates.push_back(schedule.lr(step));
    plot.add(fmt::format("warm-up of {} steps", warmup), rates);
  }
  return plot.y_range(0, 0.003).svg();
}

// What is asked of five classes of which the second is right.
std::string smoothing_drawn() {
  show::Bars hard{"without", {0, 1, 0, 0, 0}}, soft{"smoothed, s = 0.1", {}};
  for (int c = 0; c < 5; ++c) soft.values.push_back(c == 1 ? 0.9 + 0.1 / 5 : 0.1 / 5);
  return show::bar_plot({"Label smoothing",
                         "Without smoothing the target is 1 for the right class; smoothed it is "
                         "0.92 there and 0.02 elsewhere.",
                         "class", "target"},
                        {"a", "b, right", "c", "d", "e"}, {hard, soft});
}

void describe_the_model(show::Page& page, bool norm_first) {
  page.heading("The model, and how it is trained")
      .text(
          "The encoder reads the whole source; the decoder writes the target, one symbol after "
          "the other. A layer of the encoder has two parts, self-attention and two linear "
          "layers; one of the decoder three: self-attention with the causal mask, *cross*-"
          "attention, whose queries are the decoder's and whose keys and values are made of the "
          "encoder's result (by each layer's own matrices), and two linear layers. Each part is "
          "added to what came in, and there is a layer norm for each:")
      .formula(
          "\\text{post-norm:} \\quad x \\leftarrow \\operatorname{LN}(x + \\text{part}(x)), "
          "\\qquad \\qquad \\text{pre-norm:} \\quad x \\leftarrow x + "
          "\\text{part}(\\operatorname{LN}(x))")
      .text(fmt::format(
          "The paper has the norm *after* the sum; most later models have it before, where the "
          "sums form a path that no norm interrupts, and one more norm at the very end. This run "
          "has **{}-norm** (`--norm pre` or `--norm post`). A symbol comes in as $\\sqrt{{D}}$ "
          "times its embedding plus the sinusoids of its place.",
          norm_first ? "pre" : "post"));
}

void describe_the_training(show::Page& page) {
  page.text(
          "Three more things belong to the recipe of the paper, and all trainings here have "
          "them: Adam with $\\beta_2 = 0.98$; a learning rate that rises during a warm-up of $u$ "
          "steps and then falls; and targets that are a little less than certain.")
      .formula(
          "\\eta_t = f \\, D^{-1/2} \\min(t^{-1/2}, \\; t \\, u^{-3/2}), \\qquad "
          "\\text{target}_c = (1 - s) \\, [c = \\text{right}] + \\frac{s}{C}")
      .begin_row()
      .figure(
          schedule_drawn(),
          "Here $f = 0.25$ and $D = 64$; in the paper 1 and 512, with a warm-up of 4,000 steps.")
      .figure(smoothing_drawn(),
              "The loss cannot reach 0 any more: the best that can be said of a smoothed target "
              "still costs its entropy. So no loss below comes near 0.")
      .end_row();
}

}  // namespace

void draw_the_recipe(Lesson& lesson) {
  describe_the_model(lesson.page, lesson.norm_first);
  describe_the_training(lesson.page);
}

}  // namespace lesson12
