#include "lessons/14_tiny_vit/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "data/batches.hpp"
#include "engine/io/safetensors.hpp"
#include "engine/metrics.hpp"
#include "engine/ops.hpp"
#include "lessons/14_tiny_vit/positions.hpp"
#include "lessons/14_tiny_vit/rivals.hpp"
#include "lessons/14_tiny_vit/training.hpp"

namespace lesson14 {

namespace {

// Pictures (B, 1, 8, 8), three in ten of them shifted by a pixel up or down and left or right, and
// all with a little noise: what a reader must not mind.
Tensor varied(const Tensor& images, Random& random) {
  constexpr int64_t kSide = 8;
  Tensor result = empty(images.shape());
  real* out = result.mutable_data();
  for (int64_t b = 0; b < images.size(0); ++b) {
    const bool shifted = random.chance(0.3);
    const int64_t down = shifted ? random.integer(3) - 1 : 0,
                  right = shifted ? random.integer(3) - 1 : 0;
    for (int64_t y = 0; y < kSide; ++y)
      for (int64_t x = 0; x < kSide; ++x) {
        const int64_t from_y = y - down, from_x = x - right;
        const bool inside = from_y >= 0 && from_y < kSide && from_x >= 0 && from_x < kSide;
        const real ink = inside ? images.data()[(b * kSide + from_y) * kSide + from_x] : 0;
        *out++ = ink + real(0.1 * random.normal());
      }
  }
  return result;
}

// The test pictures that the model took for something else.
show::Picture misread(const Digits& test, const Tensor& said) {
  const Indices guess = argmax(said, 1);
  std::vector<show::Picture> pictures;
  for (int64_t i = 0; i < test.size() && pictures.size() < 12; ++i)
    if (guess[i] != test.labels[i])
      pictures.push_back(show::Picture::gray(1 - select(test.images, 0, i)).enlarged(8));
  if (pictures.empty()) pictures.emplace_back(64, 64);  // nothing misread, nothing to show
  return show::grid(pictures, int(std::min<size_t>(pictures.size(), 6)), 6, {255, 255, 255});
}

// "4 for 1, 9 for 8, …": the first twelve.
std::string misread_as(const Digits& test, const Tensor& said) {
  const Indices guess = argmax(said, 1);
  std::string text;
  int shown = 0;
  for (int64_t i = 0; i < test.size() && shown < 12; ++i)
    if (guess[i] != test.labels[i] && ++shown)
      text += fmt::format("{}{} for {}", text.empty() ? "" : ", ", guess[i], test.labels[i]);
  return text.empty() ? "none" : text;
}

using Rows = std::vector<std::vector<std::string>>;
const std::vector<std::string> kHeader = {"model", "parameters", "test accuracy"};

// What three readers make of the test digits.
struct Readings {
  std::vector<double> losses;  // of the transformer's training
  Tensor said;                 // its logits
  int64_t vit_parameters, cnn_parameters;
  double vit, cnn, nearest;  // shares read rightly

  Rows rows() const {
    const auto row = [](const char* name, int64_t parameters, double right) {
      return std::vector<std::string>{name, fmt::format("{}", parameters),
                                      fmt::format("{:.3f}", right)};
    };
    return {row("vision transformer", vit_parameters, vit), row("small CNN", cnn_parameters, cnn),
            row("nearest neighbour", 0, nearest)};
  }
};

Readings train_readers(show::Run& run, ViT& vit, const DigitSplit& digits) {
  Random random(run.seed(), 14);
  Batches batches(digits.train.size(), 64, run.seed());
  const auto next = [&]() -> Batch {
    const Indices rows = batches.next();
    return {varied(take(digits.train.images, rows), random), take(digits.train.labels, rows)};
  };
  Readings r;
  r.losses = train(vit, 3e-3, run.progress("ViT", run.steps(1380)), next);
  SmallCnn cnn;
  train(cnn, 3e-3, run.progress("CNN", run.steps(460)), next);
  r.vit_parameters = vit.num_parameters();
  r.cnn_parameters = cnn.num_parameters();
  r.said = logits(vit, digits.test.images);
  r.vit = accuracy(r.said, digits.test.labels);
  r.cnn = accuracy(logits(cnn, digits.test.images), digits.test.labels);
  r.nearest = nearest_neighbour(digits);
  return r;
}

void record(show::Run& run, const Readings& r) {
  run.figure("test_accuracy", r.vit, show::Range{0.977, 0.986});
  run.figure("cnn_accuracy", r.cnn, show::Range{0.991, 0.995});
  run.figure("nearest_accuracy", r.nearest);
}

std::string loss_plot(const std::vector<double>& losses) {
  show::LinePlot plot({"Loss of the vision transformer", "The loss falls from 2.3 towards 0.",
                       "step", "loss (nats)"});
  return plot.add("each batch of 64", losses).level("guessing", 2.303).svg();
}

std::string confusion_plot(const Tensor& said, const Indices& labels) {
  const Indices counts = confusion_matrix(said, labels);
  const std::vector<real> numbers(counts.data(), counts.data() + counts.numel());
  return show::heat_plot(
      {"Which digit is taken for which", "Nearly all counts lie on the diagonal.", "read as", "is"},
      Tensor({10, 10}, numbers), {.numbers = true});
}

void describe_model(show::Page& page) {
  page.heading("Reading digits")
      .text(
          "A picture of 8×8 pixels is cut into 16 patches of 2×2. A linear map makes each a vector "
          "of 32 numbers, a learned vector says where it stood, and a seventeenth token, CLS, "
          "travels along. Two blocks let every token look at every other:")
      .formula(
          "z \\leftarrow z + \\operatorname{Attention}(\\operatorname{LN}(z)), \\qquad "
          "z \\leftarrow z + \\operatorname{MLP}(\\operatorname{LN}(z))")
      .text("and what CLS has gathered at the end is mapped to ten scores.");
}

void describe_readings(show::Page& page, const Readings& r, const DigitSplit& digits) {
  page.table(kHeader, r.rows(),
             fmt::format("{} test digits, the same for every seed; one of them is {:.4f}.",
                         digits.test.size(), 1.0 / double(digits.test.size())))
      .note(fmt::format("Be honest with attention: on pictures this small a CNN, which knows that "
                        "neighbouring pixels belong together, or even the nearest of {} stored "
                        "pictures, reads as well. What the transformer has comes below: it says "
                        "where it looks.",
                        digits.train.size()))
      .begin_row()
      .figure(loss_plot(r.losses), "The loss of each batch. Guessing costs ln 10 = 2.303.")
      .figure(confusion_plot(r.said, digits.test.labels),
              "Test digits: the row is what it is, the column what it was read as.")
      .end_row()
      .figure(misread(digits.test, r.said),
              "What it misread: " + misread_as(digits.test, r.said) + ".",
              "Digits that the model misread; most are hard for people too.");
}

}  // namespace

Tensor read_digits(show::Run& run, show::Page& page, const DigitSplit& digits) {
  std::cout << fmt::format("{} digits to learn from, {} others to be tested on\n",
                           digits.train.size(), digits.test.size());
  ViT vit(tiny_vit(8, 2));
  const Readings r = train_readers(run, vit, digits);
  std::cout << show::text_table(kHeader, r.rows())
            << "the ViT misread: " << misread_as(digits.test, r.said) << "\n\n";
  save_safetensors(run.file("vit_digits.safetensors"), vit.state_dict(),
                   {{"model", "ViT image 8 patch 2 dim 32 depth 2 heads 4 mlp_ratio 2"}});
  record(run, r);
  describe_model(page);
  describe_readings(page, r, digits);
  return likeness(vit.pos_embed);
}

}  // namespace lesson14
