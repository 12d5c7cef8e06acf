// DINO (Caron et al. 2021): a student that sees small crops of a picture learns to say what a
// teacher says of large ones. The teacher is the moving average of the student; there are no
// labels.

#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "engine/optim.hpp"
#include "engine/optim/moving_average.hpp"
#include "layers/linear.hpp"
#include "lessons/15_dino/drawing.hpp"
#include "lessons/15_dino/maps.hpp"
#include "lessons/15_dino/sections.hpp"
#include "lessons/show/panels.hpp"

namespace lesson15 {

namespace {

constexpr int64_t kBatch = 64, kGlobal = 32, kLocal = 20, kLocals = 4, kOutputs = 64;
constexpr double kStudentTemperature = 0.1, kTeacherTemperature = 0.04;
constexpr double kTeacherDecay = 0.99, kCentreDecay = 0.9;

Tensor of_length_1(const Tensor& x) { return x / sqrt(sum(x * x, 1, true) + 1e-6); }  // each row

// A ViT, and a head that turns CLS into scores of 64 classes that nobody has named.
struct Network : Layer {
  ViT vit{small_vit(0)};
  Linear hidden{32, 64}, bottleneck{64, 32}, classes{32, kOutputs, false};

  Tensor forward(const Tensor& x) override {
    const Tensor z = bottleneck(gelu(hidden(vit(x))));
    // At first CLS says nearly the same of every picture, and the little that differs would be lost
    // in the temperatures: so each number is spread over the batch (DINO's heads can do so, too).
    // Classes are directions, and a score is a cosine: none can outshout the others, or fall
    // silent.
    const Tensor apart = z - mean(z, 0, true);
    const Tensor spread = apart / sqrt(mean(apart * apart, 0, true) + 1e-6);
    return matmul(of_length_1(spread), transpose(of_length_1(classes.weight), 0, 1));
  }
  void visit(const Visitor& show) override {
    show.child("vit", vit);
    show.child("hidden", hidden);
    show.child("bottleneck", bottleneck);
    show.child("classes", classes);
  }
};

// A part of size x size of every picture, anywhere, mirrored or not.
Tensor crops(const Tensor& images, int64_t size, Random& random) {
  const int64_t count = images.size(0), side = images.size(2);
  Tensor result = empty({count, 3, size, size});
  real* to = result.mutable_data();
  for (int64_t b = 0; b < count; ++b) {
    const int64_t top = random.integer(side - size + 1), left = random.integer(side - size + 1);
    const bool mirrored = random.integer(2) == 1;
    for (int64_t channel = 0; channel < 3; ++channel) {
      const real* from = images.data() + (b * 3 + channel) * side * side;
      for (int64_t y = 0; y < size; ++y)
        for (int64_t x = 0; x < size; ++x) {
          const int64_t column = left + (mirrored ? size - 1 - x : x);
          *to++ = from[(top + y) * side + column];
        }
    }
  }
  return centred(result);
}

// What the teacher says of a crop, sharpened; `centre`, what it says on average, taken off, so that
// no class can win every picture.
Tensor targets(const Tensor& scores, const Tensor& centre) {
  return softmax((scores - centre) / kTeacherTemperature, 1);
}

Tensor cross_entropy_with(const Tensor& target, const Tensor& scores) {
  return mean(sum(target * log_softmax(scores / kStudentTemperature, 1), 1)) * -1.0;
}

// A step's loss: each large crop's target against every other crop.
struct Distillation {
  Network student, teacher;
  Tensor centre = zeros({1, kOutputs});

  Tensor loss(const Tensor& images, Random& random) {
    std::vector<Tensor> views;
    for (int k = 0; k < 2; ++k) views.push_back(crops(images, kGlobal, random));
    std::vector<Tensor> said;
    {
      const Evaluation evaluation(teacher);
      for (int k = 0; k < 2; ++k) said.push_back(teacher(views[size_t(k)]));
    }
    for (int k = 0; k < kLocals; ++k) views.push_back(crops(images, kLocal, random));
    Tensor total;
    for (size_t v = 0; v < views.size(); ++v) {
      const Tensor answer = student(views[v]);
      for (size_t k = 0; k < 2; ++k) {
        if (k == v) continue;  // the same crop
        const Tensor one = cross_entropy_with(targets(said[k], centre), answer);
        total = total.defined() ? total + one : one;
      }
    }
    // Nothing here needs a gradient, so nothing is recorded.
    centre = centre * kCentreDecay + mean(cat({said[0], said[1]}, 0), 0, true) * (1 - kCentreDecay);
    return total / double(2 * (2 + kLocals) - 2);
  }
};

std::vector<double> train(Distillation& dino, const CamouflageGenerator& shapes, uint64_t seed,
                          show::Progress bar) {
  constexpr double kRate = 2e-3;
  AdamW optimizer(dino.student.parameters(), {.lr = kRate, .weight_decay = 0.04});
  const WarmupCosine schedule(kRate, bar.steps() / 10, bar.steps(), 0.05);
  MovingAverage average(dino.student.named_parameters(), kTeacherDecay);
  average.update();
  Random random(seed, 31);
  while (bar.next()) {
    dino.teacher.load_state_dict(average.averages());
    const Tensor images = images_of(shapes.some(bar.step() * kBatch, kBatch));
    const Tensor loss = bar.loss([&] { return dino.loss(images, random); });
    optimizer.zero_grad();
    loss.backward();
    clip_grad_norm(dino.student.parameters(), 1);
    schedule.apply(optimizer, bar.step());
    optimizer.step();
    average.update();
  }
  dino.teacher.load_state_dict(average.averages());
  return bar.losses();
}

std::string gazes(const Tensor& looks, const Tensor& kept, const Lesson& lesson) {
  std::vector<show::Panel> panels;
  const char* names[] = {"picture", "the shape", "gaze", "mask"};
  for (size_t i = 0; i < 3; ++i) {
    const int64_t b = int64_t(i);
    const auto row = shape_row(lesson.test[i], select(looks, 0, b), select(kept, 0, b));
    for (size_t k = 0; k < row.size(); ++k) panels.push_back({names[k], row[k]});
  }
  return show::panel_plot({"Where CLS looks, without labels",
                           "For three pictures the shape, the gaze, whose bright patches lie on "
                           "the shape, and the mask made of it.",
                           "", ""},
                          panels, {.columns = 4});
}

void describe(Lesson& lesson, const std::vector<double>& losses, double fit, double by_labels,
              const std::string& pictures) {
  show::LinePlot plot(
      {"Agreeing with the teacher", "The loss falls from about 3 to 0.2.", "step", "loss (nats)"});
  lesson.page.heading("And without labels?")
      .text(
          "Now nobody says *circle* or *square*. A student sees small and large crops of a "
          "picture, a teacher the large ones; the student learns to say what the teacher says of "
          "another crop, and the teacher is the student's moving average (DINO's "
          "self-distillation). The only thing to be learned is what the crops of one picture "
          "have in common, and those of others not: here, above all, its two colours. Where are "
          "they to be seen without a blot of the other between them? On the shape.")
      .figure(plot.add("each batch of 64", losses).level("no opinion", std::log(kOutputs)).svg(),
              "Were the teacher to give all 64 classes the same, the loss would stay on the line.")
      .figure(pictures, "The same three test pictures as above.")
      .text(fmt::format("Its masks have an IoU of {:.3f}; those of the model that learned the "
                        "names, {:.3f}.",
                        fit, by_labels));
}

}  // namespace

void learn_by_distillation(Lesson& lesson, double by_labels) {
  Distillation dino;
  const auto losses =
      train(dino, lesson.training, lesson.run.seed(),
            lesson.run.progress("ViT by self-distillation", lesson.run.steps(1500)));
  ViT& vit = dino.teacher.vit;
  const double share = best_share(gaze(vit, lesson.held_out), lesson.held_out);
  const Tensor looks = gaze(vit, lesson.test), kept = attended(looks, share);
  const double fit = mean_iou(kept, lesson.test);
  std::cout << fmt::format(
      "\nself-distillation, no labels: its masks ({:.0f} % of the gaze) fit with IoU {:.3f}; by "
      "labels {:.3f}\n",
      100 * share, fit, by_labels);
  lesson.run.figure("map_iou_dino", fit);
  describe(lesson, losses, fit, by_labels, gazes(looks, kept, lesson));
}

}  // namespace lesson15
