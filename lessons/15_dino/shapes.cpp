// A small ViT that learns the shapes' names by labels, and whether its CLS token looks at them.

#include <fmt/format.h>

#include <iostream>

#include "engine/io/safetensors.hpp"
#include "engine/metrics.hpp"
#include "engine/ops.hpp"
#include "lessons/15_dino/drawing.hpp"
#include "lessons/15_dino/maps.hpp"
#include "lessons/15_dino/rivals.hpp"
#include "lessons/15_dino/sections.hpp"
#include "lessons/show/panels.hpp"

namespace lesson15 {

namespace {

constexpr size_t kShown = 3;

// A way to find the shapes: what was chosen for it on held-out pictures, and how well it fits.
struct Finder {
  std::string name, choice;
  double fit = 0;
};

// The share of the gaze that is kept is chosen on held-out pictures, as the disc's radius is.
Finder by_gaze(const std::string& name, ViT& model, const Lesson& lesson) {
  const double share = best_share(gaze(model, lesson.held_out), lesson.held_out);
  return {name, fmt::format("{:.0f} % of the gaze", 100 * share),
          mean_iou(attended(gaze(model, lesson.test), share), lesson.test)};
}

Finder by_disc(const Lesson& lesson) {
  const double radius = best_radius(lesson.held_out);
  return {"a disc in the middle", fmt::format("radius {:.0f}", radius),
          disc_iou(radius, lesson.test)};
}

// What the model that was trained by labels does on test pictures.
struct Findings {
  double right = 0, fit_60 = 0, share = 0, mass = 0, area = 0;
  Finder trained, random, otsu, disc;
  Tensor attention;  // (B, H, N + 1, N + 1) of the pictures that are shown
};

// How much of the gaze (B, N) falls on the shape: a patch counts by how much of it shows the shape.
void weigh(const Tensor& looks, const std::vector<CamouflagedShape>& shapes, Findings& f) {
  const int64_t size = shapes[0].image.size(1);
  for (size_t i = 0; i < shapes.size(); ++i) {
    const Tensor pixels = as_pixels(select(looks, 0, int64_t(i)), size);
    double on = 0, all = 0, area = 0;
    for (int64_t p = 0; p < pixels.numel(); ++p) {
      all += double(pixels.data()[p]);
      if (shapes[i].mask[p]) on += double(pixels.data()[p]), area += 1;
    }
    f.mass += on / all / double(shapes.size());
    f.area += area / double(size * size) / double(shapes.size());
  }
}

Findings experiment(ViT& model, ViT& untrained, const Lesson& lesson) {
  Findings f;
  {
    const Evaluation evaluation(model);
    f.right = accuracy(model(centred(images_of(lesson.test))), kinds_of(lesson.test));
  }
  const Tensor looks = gaze(model, lesson.test);
  weigh(looks, lesson.test, f);
  f.fit_60 = mean_iou(attended(looks, 0.6), lesson.test);
  f.share = best_share(gaze(model, lesson.held_out), lesson.held_out);
  f.trained = by_gaze("the trained model's gaze", model, lesson);
  f.random = by_gaze("a random model's gaze", untrained, lesson);
  f.otsu = {"Otsu's threshold", "the better of its two groups", otsu_iou(lesson.test)};
  f.disc = by_disc(lesson);
  const std::vector<CamouflagedShape> shown(lesson.test.begin(), lesson.test.begin() + kShown);
  f.attention = model.attention(centred(images_of(shown)));
  return f;
}

std::vector<std::vector<std::string>> rows(const Findings& f) {
  std::vector<std::vector<std::string>> all;
  for (const Finder& one : {f.trained, f.random, f.otsu, f.disc})
    all.push_back({one.name, one.choice, fmt::format("{:.3f}", one.fit),
                   fmt::format("{:.1f}", f.trained.fit / one.fit)});
  return all;
}

const std::vector<std::string> kHeader = {"", "chosen on other pictures", "IoU", "trained / this"};

void print(const Findings& f) {
  std::cout << fmt::format(
      "\nshapes: {:.3f} named rightly (guessing: 0.333); {:.0f} % of the gaze falls on the shape, "
      "which covers {:.0f} % of the picture\n",
      f.right, 100 * f.mass, 100 * f.area);
  std::cout << show::text_table(kHeader, rows(f));
  const Tensor first = mean(cls_maps(slice(f.attention, 0, 0, 1)), 1);
  show::print_heat_map(reshape(first, {10, 10}));
}

void record(show::Run& run, const Findings& f) {
  run.figure("map_iou_trained", f.trained.fit, show::Range{0.469, 0.494});
  run.figure("map_iou_random", f.random.fit, show::Range{0.095, 0.167});
  run.figure("map_iou_otsu", f.otsu.fit);
  run.figure("map_iou_centre", f.disc.fit);
  run.figure("map_iou_at_60_percent", f.fit_60, show::Range{0.306, 0.379});
  run.figure("kinds_accuracy", f.right, show::Range{0.69, 0.697});
  run.figure("attention_on_shape", f.mass, show::Range{0.285, 0.358});
  run.figure("shape_area", f.area);
}

std::string bars(const Findings& f) {
  return show::bar_plot(
      {"How well the masks fit", "The trained model's masks fit far better than the three rivals'.",
       "", "intersection over union"},
      {f.trained.name, f.random.name, f.otsu.name, f.disc.name},
      {{"", {f.trained.fit, f.random.fit, f.otsu.fit, f.disc.fit}}});
}

// A row or two for each of some pictures, every column under its name.
std::string examples(const Findings& f, const Lesson& lesson) {
  std::vector<show::Panel> panels;
  const Tensor maps = cls_maps(f.attention);  // (B, H, N)
  const Tensor looks = mean(maps, 1), kept = attended(looks, f.share);
  const char* names[] = {"picture", "the shape", "gaze", "mask"};
  for (size_t i = 0; i < kShown; ++i) {
    const int64_t b = int64_t(i);
    const auto row = shape_row(lesson.test[i], select(looks, 0, b), select(kept, 0, b));
    for (size_t k = 0; k < row.size(); ++k) panels.push_back({names[k], row[k]});
    for (int64_t h = 0; h < maps.size(1); ++h)
      panels.push_back({fmt::format("head {}", h),
                        map_picture(reshape(select(select(maps, 0, b), 0, h), {10, 10}), 16)});
  }
  return show::panel_plot({"Where CLS looks",
                           "For each picture the shape, the gaze of CLS, whose bright patches lie "
                           "on the shape, the mask made of it, and the gaze of each head.",
                           "", ""},
                          panels, {.columns = 4});
}

void describe(Lesson& lesson, const std::vector<double>& losses, const Findings& f) {
  show::LinePlot plot(
      {"Learning the names", "The loss falls from 1.1 to about 0.5.", "step", "loss (nats)"});
  lesson.page.heading("Where does it look?")
      .text(
          fmt::format("A ViT of two blocks and {} patches is told the *name* of the shape, circle, "
                      "square or triangle, never its place. It names {:.0f} % of new ones rightly.",
                      100, 100 * f.right))
      .figure(plot.add("each batch of 64", losses).level("guessing", 1.0986).svg(),
              "Every picture is new, so this is as honest as a test.")
      .figure(examples(f, lesson),
              fmt::format("Three test pictures: the picture; where the shape is; the gaze of CLS, "
                          "all heads together; the patches that hold {:.0f} % of it; and each of "
                          "the four heads. Every map from its least to its greatest value.",
                          100 * f.share))
      .text(
          "Other tokens look, too. Choose a patch: point at it, click to keep it, or tab to a map "
          "and "
          "use the arrow keys.")
      .explorer(explorer("a shape on blots", lesson.test[0].image, slice(f.attention, 0, 0, 1)),
                "The first of these pictures, in the last block. Left: what the chosen token takes "
                "from where. Right: who takes from it.")
      .text(fmt::format(
          "The shape covers {:.0f} % of a picture, and {:.0f} % of the gaze falls on it.",
          100 * f.area, 100 * f.mass))
      .figure(bars(f), "Each finder's masks against the true ones, on 300 test pictures.")
      .table(kHeader, rows(f));
}

}  // namespace

double learn_by_labels(Lesson& lesson) {
  ViT untrained(small_vit(kKinds)), model(small_vit(kKinds));
  const auto losses =
      train(model, lesson.training, lesson.run.progress("ViT by labels", lesson.run.steps()));
  const Findings f = experiment(model, untrained, lesson);
  save_safetensors(
      lesson.run.file("vit_shapes.safetensors"), model.state_dict(),
      {{"model", "ViT image 40 patch 4 dim 32 depth 2 heads 4 mlp_ratio 2 classes 3"}});
  save_safetensors(
      lesson.run.file("attention.safetensors"),
      NamedTensors{{"attention", slice(f.attention, 0, 0, 1)}, {"picture", lesson.test[0].image}});
  print(f);
  record(lesson.run, f);
  describe(lesson, losses, f);
  return f.trained.fit;
}

}  // namespace lesson15
