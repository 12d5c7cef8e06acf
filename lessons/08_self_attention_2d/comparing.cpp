// Three painters, trained alike on the same scenes.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "lessons/08_self_attention_2d/pictures.hpp"
#include "lessons/08_self_attention_2d/sections.hpp"

namespace lesson08 {

namespace {

constexpr int kZoom = 5;
constexpr int64_t kExamples = 6;

Painter new_painter(const Lesson& lesson, Gaze gaze) {
  Random random(lesson.run.seed(), 8);  // all three begin with the same convolutions
  return Painter(gaze, int64_t(lesson.test.options().colours.size()), random);
}

// Each scene as it is, as each painter colours it, and as it should be.
show::Picture gallery(const Lesson& lesson, Painters& painters) {
  const auto& colours = lesson.test.options().colours;
  std::vector<Indices> versions;
  for (Painter* painter : {&painters.itself, &painters.everywhere, &painters.chosen})
    versions.push_back(answers(*painter, lesson.shown.images));
  versions.push_back(lesson.shown.colours);
  std::vector<show::Picture> pictures;
  for (int64_t scene = 0; scene < kExamples; ++scene) {
    pictures.push_back(plain(lesson.shown, scene, kZoom));
    for (const Indices& given : versions)
      pictures.push_back(coloured_in(lesson.shown, scene, given, colours, kZoom));
  }
  return show::grid(pictures, int(versions.size()) + 1, 6, {255, 255, 255});
}

std::string loss_plot(const std::vector<double>& itself, const std::vector<double>& everywhere,
                      const std::vector<double>& chosen) {
  show::LinePlot plot({"The loss of three painters",
                       "Without attention the loss stays near ln 6; with attention it falls to "
                       "nearly 0; with the mean of the picture it stays between.",
                       "step", "loss (nats a grey pixel)"});
  plot.add("A = 1: itself", itself).add("A = 1/N: the mean", everywhere);
  plot.add("A = softmax: attention", chosen);
  plot.level("any of six colours: ln 6", std::log(6)).level("either of two: ln 2", std::log(2));
  return plot.svg();
}

using Rows = std::vector<std::vector<std::string>>;
const std::vector<std::string> kHeader = {"a place looks at", "A", "parameters",
                                          "grey pixels right"};

struct Comparison {
  Training itself, everywhere, chosen;
  Verdict alone, mean, seen;
};

std::vector<std::string> row(const std::string& name, const std::string& a, Painter& painter,
                             const Verdict& verdict) {
  return {name, a, fmt::format("{}", painter.num_parameters()),
          fmt::format("{:.3f}", verdict.accuracy)};
}

Comparison train_all(const Lesson& lesson, Painters& painters) {
  show::Run& run = lesson.run;
  const auto taught = [&](Painter& painter, const std::string& name) {
    return train(painter, lesson.training, run.progress(name, run.steps()));
  };
  Comparison c{
      taught(painters.itself, "without attention"), taught(painters.everywhere, "with the mean"),
      taught(painters.chosen, "with attention"),    judge(painters.itself, lesson.test),
      judge(painters.everywhere, lesson.test),      judge(painters.chosen, lesson.test)};
  run.figure("accuracy_with_attention", c.seen.accuracy, show::Range{0.998, 1});
  run.figure("accuracy_without_attention", c.alone.accuracy, show::Range{0.15, 0.19});
  run.figure("accuracy_with_mean", c.mean.accuracy, show::Range{0.71, 0.80});
  return c;
}

// What each painter's figure means.
std::vector<std::string> readings(const Comparison& c) {
  return {fmt::format("**Itself**, {:.3f}: it knows nothing, for the twin is out of its sight. No "
                      "training can help.",
                      c.alone.accuracy),
          fmt::format("**Everywhere**, {:.3f}: the mean of the picture tells which two colours "
                      "there are. To know whose, it must learn a number for “there is a red "
                      "circle”, and one for each other kind and colour, eighteen in all.",
                      c.mean.accuracy),
          fmt::format(
              "**Where it chooses**, {:.3f}: each place fetches what it needs from where that is.",
              c.seen.accuracy)};
}

void describe(show::Page& page, const Comparison& c, const Rows& rows,
              const show::Picture& pictures) {
  page.heading("Three ways to look")
      .text(
          "Three networks, the same but for one line. Three convolutions describe every place $n$ "
          "by a vector $x_n$ of 32 numbers; then each place adds something that it sees elsewhere; "
          "one more convolution and a 1×1 convolution give a score to each colour. The line in the "
          "middle is")
      .formula("y_n = x_n + \\sum_{m=1}^{N} A_{nm} V_m")
      .text(
          "with $V_m = W x_m + b$, and only the matrix $A$ differs. Row $n$ of it says where place "
          "$n$ looks: at itself, at everything alike, or where it chooses.")
      .table(kHeader, rows,
             "Scenes that none of them has seen. Knowing nothing gives 1/6 = 0.167; knowing which "
             "two colours are in the picture, but not whose they are, 1/2.")
      .figure(loss_plot(c.itself.losses, c.everywhere.losses, c.chosen.losses),
              "All three see the same scenes in the same order and begin with the same numbers.")
      .list(readings(c))
      .figure(pictures,
              "Test scenes. From the left: the scene; as coloured without attention; with the "
              "mean; with attention; the truth.",
              "Without attention the grey shapes get wrong colours, with attention those of their "
              "twins.");
}

}  // namespace

std::unique_ptr<Painters> compare_gazes(Lesson& lesson) {
  std::unique_ptr<Painters> painters(new Painters{new_painter(lesson, Gaze::itself),
                                                  new_painter(lesson, Gaze::everywhere),
                                                  new_painter(lesson, Gaze::chosen),
                                                  {},
                                                  {}});
  const Comparison c = train_all(lesson, *painters);
  painters->gamma = c.chosen.gamma;
  painters->verdict = c.seen;
  const Rows rows = {
      row("itself: a 1×1 convolution", "1", painters->itself, c.alone),
      row("everywhere: the mean of the picture", "1/N", painters->everywhere, c.mean),
      row("where it chooses: attention", "softmax", painters->chosen, c.seen)};
  std::cout << show::text_table(kHeader, rows);
  const show::Picture pictures = gallery(lesson, *painters);
  pictures.save(lesson.run.file("answers.png"));
  describe(lesson.page, c, rows, pictures);
  return painters;
}

}  // namespace lesson08
