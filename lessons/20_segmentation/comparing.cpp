// A segmenter and two rivals, trained on the same scenes.
#include <fmt/format.h>

#include <iostream>

#include "engine/io/safetensors.hpp"
#include "engine/metrics.hpp"
#include "engine/ops.hpp"
#include "lessons/20_segmentation/pictures.hpp"
#include "lessons/20_segmentation/rivals.hpp"
#include "lessons/20_segmentation/sections.hpp"

namespace lesson20 {

namespace {

constexpr int64_t kTestScenes = 256, kExamples = 5;
constexpr int64_t kAloneSteps = 300, kCnnSteps = 600;

struct Judged {
  std::string name;
  int64_t parameters;
  std::vector<double> losses;
  double iou;
  Indices given;  // (B, H, W), the class of each pixel
};

Judged train_and_judge(Lesson& lesson, const std::string& name, Layer& model, double lr,
                       int64_t steps, const Touching& test) {
  const auto losses =
      train(model, lr, lesson.training, lesson.run.progress(name, lesson.run.steps(steps)));
  const Tensor answers = logits(model, test.images);
  return {name, model.num_parameters(), losses, mean_iou(answers, test.kinds), argmax(answers, 1)};
}

show::Picture gallery(const Touching& test, const std::vector<Judged>& models) {
  std::vector<show::Picture> pictures;
  for (int64_t scene = 0; scene < kExamples; ++scene) {
    pictures.push_back(plain(test, scene));
    for (const Judged& model : models) pictures.push_back(classes(model.given, scene));
    pictures.push_back(classes(test.kinds, scene));
  }
  return show::grid(pictures, int(models.size()) + 2, 6, {255, 255, 255});
}

using Rows = std::vector<std::vector<std::string>>;
const std::vector<std::string> kHeader = {"model", "numbers", "steps", "mean IoU"};

Rows rows(const std::vector<Judged>& models) {
  Rows table;
  for (const Judged& model : models)
    table.push_back({model.name, fmt::format("{}", model.parameters),
                     fmt::format("{}", model.losses.size()), fmt::format("{:.3f}", model.iou)});
  return table;
}

std::string loss_plot(const std::vector<Judged>& models) {
  show::LinePlot plot({"Loss of three models",
                       "The loss of patches alone stays high; attention and convolutions bring it "
                       "down.",
                       "step", "loss (nats a pixel)"});
  for (const Judged& model : models) plot.add(model.name, model.losses);
  return plot.log_y().svg();
}

void describe(show::Page& page, const std::vector<Judged>& models, const show::Picture& pictures) {
  page.heading("With attention and without")
      .text(
          "The measure is *mean intersection over union*. For each class, take the pixels that are "
          "of it or were given it; which share is both? Then the mean over the classes. A model "
          "that calls everything ground has the ground's share, divided by four.")
      .formula(
          "\\mathrm{IoU}_c = \\frac{|\\,\\text{truly } c \\;\\cap\\; \\text{given } c\\,|}"
          "{|\\,\\text{truly } c \\;\\cup\\; \\text{given } c\\,|}")
      .table(kHeader, rows(models), "On scenes that nobody was trained on.")
      .figure(loss_plot(models), "The loss of each batch. Every scene is new.")
      .figure(pictures,
              "Five test scenes. From the left: the scene; patches alone; the CNN; the vision "
              "transformer; what is right.",
              "Patches alone find the shapes but mix up the kinds; the other two get most right.")
      .text(fmt::format(
          "Patches alone see 4×4 pixels, and where those stand. That is enough to find the shapes; "
          "their kinds they must guess: {:.2f}. Attention makes {:.2f} of it. The CNN, of "
          "about as many numbers, reaches {:.2f} in fewer steps: a shape is all in one place, and "
          "what lies in one place is what convolutions are good at. What attention has to offer "
          "beside its answer comes next.",
          models[0].iou, models[2].iou, models[1].iou));
}

}  // namespace

std::unique_ptr<Segmenter> compare_models(Lesson& lesson) {
  const Touching test = lesson.test.scenes(0, kTestScenes);
  Random random(lesson.run.seed(), 20);
  PatchesAlone alone(segmenter(), random);
  SmallCnn cnn;
  auto model = std::make_unique<Segmenter>(segmenter(), random);
  const std::vector<Judged> models = {
      train_and_judge(lesson, "patches alone", alone, 3e-3, kAloneSteps, test),
      train_and_judge(lesson, "CNN", cnn, 3e-3, kCnnSteps, test),
      train_and_judge(lesson, "vision transformer", *model, 3e-3, lesson.run.steps(), test)};
  std::cout << show::text_table(kHeader, rows(models)) << "\n";
  lesson.run.figure("mean_iou", models[2].iou, show::Range{0.927, 0.935});
  lesson.run.figure("mean_iou_cnn", models[1].iou, show::Range{0.92, 0.942});
  lesson.run.figure("mean_iou_patches_alone", models[0].iou, show::Range{0.452, 0.505});
  save_safetensors(lesson.run.file("segmenter.safetensors"), model->state_dict(),
                   {{"model", "Segmenter image 64 patch 4 dim 48 depth 3 heads 3 hidden 96"}});
  const show::Picture pictures = gallery(test, models);
  pictures.save(lesson.run.file("classes.png"));
  describe(lesson.page, models, pictures);
  return model;
}

}  // namespace lesson20
