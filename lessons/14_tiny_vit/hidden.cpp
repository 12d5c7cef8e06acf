#include "lessons/14_tiny_vit/hidden.hpp"

#include <fmt/format.h>

#include <iostream>

#include "data/clutter.hpp"
#include "engine/io/safetensors.hpp"
#include "engine/metrics.hpp"
#include "engine/ops.hpp"
#include "lessons/14_tiny_vit/gaze.hpp"
#include "lessons/14_tiny_vit/gaze_picture.hpp"
#include "lessons/14_tiny_vit/positions.hpp"
#include "lessons/14_tiny_vit/training.hpp"

namespace lesson14 {

namespace {

constexpr int64_t kPatch = 4;
constexpr int64_t kExplored = 31;      // the test picture that a reader may try out
constexpr uint64_t kTestSeed = 12345;  // the test pictures are the same for every seed

// Each test digit in three pictures.
Clutter test_pictures(const ClutterGenerator& generator, int64_t digits) {
  std::vector<int64_t> rows;
  for (int64_t i = 0; i < 3 * digits; ++i) rows.push_back(i % digits);
  return generator.pictures(rows, 0);
}

// Accuracy on pictures that lack 0, 4, 8, … patches, chosen by these scores (B, N).
std::vector<double> accuracy_without(ViT& vit, const Clutter& pictures, const Tensor& scores,
                                     const std::vector<int64_t>& counts) {
  const double ink = mean(pictures.images).item();
  std::vector<double> result;
  for (const int64_t count : counts) {
    const Tensor images = without_patches(pictures.images, scores, count, kPatch, ink);
    result.push_back(accuracy(logits(vit, images), pictures.labels));
  }
  return result;
}

std::vector<std::vector<std::string>> head_rows(const Tensor& mass, double area) {
  std::vector<std::vector<std::string>> rows;
  for (int64_t h = 0; h < mass.numel(); ++h)
    rows.push_back({fmt::format("head {}", h + 1), fmt::format("{:.3f}", mass.at({h})),
                    fmt::format("{:.1f}", mass.at({h}) / area)});
  return rows;
}

const std::vector<std::string> kHeader = {"", "share of the gaze on the digit", "times its area"};
const std::vector<int64_t> kDeleted = {0, 2, 4, 6, 8, 12, 16};  // patches; the fifth is stated
constexpr size_t kStated = 4;

// What the trained model does on test pictures.
struct Findings {
  Tensor looks;              // (B, H, N): the gaze of CLS, by head
  double right, area, mass;  // read rightly; the digit's share of picture and gaze
  std::vector<std::vector<std::string>> rows;            // by head
  std::vector<double> without_attended, without_random;  // accuracy, by how many are deleted
};

Findings experiment(ViT& vit, const Clutter& test, const ClutterOptions& options) {
  Findings f;
  f.right = accuracy(logits(vit, test.images), test.labels);
  f.looks = gaze(vit, test.images);
  const Tensor on_digit = digit_patches(test, options, kPatch);
  f.area = mean(on_digit).item();
  const Tensor by_head = mass_on_digit(f.looks, on_digit);
  f.mass = mean(by_head).item();
  f.rows = head_rows(by_head, f.area);
  f.rows.push_back(
      {"all heads", fmt::format("{:.3f}", f.mass), fmt::format("{:.1f}", f.mass / f.area)});
  f.without_attended = accuracy_without(vit, test, mean(f.looks, 1), kDeleted);
  Random random(7);
  f.without_random =
      accuracy_without(vit, test, rand({f.looks.size(0), f.looks.size(2)}, 0, 1, random), kDeleted);
  return f;
}

void print(const Findings& f) {
  std::cout << fmt::format(
                   "\nhidden digits: {:.3f} read rightly; the digit covers {:.3f} of the picture\n",
                   f.right, f.area)
            << show::text_table(kHeader, f.rows)
            << fmt::format(
                   "without the 8 patches looked at most: {:.3f}; without 8 others at random: "
                   "{:.3f}\n",
                   f.without_attended[kStated], f.without_random[kStated]);
  show::print_heat_map(reshape(mean(select(f.looks, 0, 0), 0), {8, 8}));
}

void record(show::Run& run, const Findings& f) {
  run.figure("hidden_accuracy", f.right, show::Range{0.82, 0.859});
  run.figure("attention_on_digit", f.mass, show::Range{0.549, 0.617});
  run.figure("digit_area", f.area);
  run.figure("accuracy_without_attended", f.without_attended[kStated], show::Range{0.13, 0.213});
  run.figure("accuracy_without_random", f.without_random[kStated], show::Range{0.738, 0.77});
}

std::string deletion_plot(const Findings& f) {
  const std::vector<double> x(kDeleted.begin(), kDeleted.end());
  show::LinePlot plot({"Deleting what it looks at",
                       "Accuracy falls fast when the most attended patches are deleted, slowly "
                       "when random ones are.",
                       "patches deleted, of 64", "accuracy"});
  plot.add("those looked at most", x, f.without_attended).add("at random", x, f.without_random);
  return plot.level("guessing", 0.1).y_range(0, 1).svg();
}

show::Picture gaze_examples(const Clutter& test, const ClutterOptions& options,
                            const Tensor& looks) {
  std::vector<show::Picture> examples;
  for (int64_t i = 0; i < 6; ++i) examples.push_back(heads_picture(test, options, looks, i * 31));
  return show::grid(examples, 1, 6, {255, 255, 255});
}

std::string loss_plot(const std::vector<double>& losses) {
  show::LinePlot plot({"Loss in clutter",
                       "The loss stays at 2.3 for a hundred steps, then falls towards 0.5.", "step",
                       "loss (nats)"});
  return plot.add("each batch of 64", losses).level("guessing", 2.303).svg();
}

void describe_task(show::Page& page, const std::vector<double>& losses, double right) {
  page.heading("Where does it look?")
      .text(
          "Now the digit is somewhere in a picture of 32×32 pixels, among fragments of other "
          "digits. To read it, the model must first find it. Nobody tells it where: the label is "
          "all it gets. A fresh picture is made for every example, so nothing can be learned by "
          "heart.")
      .text(fmt::format("It reads {:.1f} % of the test pictures.", 100 * right))
      .figure(loss_plot(losses),
              "The loss of each batch. Every picture is new, so this is as honest as a test.");
}

void describe_gaze(show::Page& page, const Findings& f, const show::Picture& examples,
                   const show::Explorer& explorer) {
  page.figure(
          examples,
          "Six test pictures. From the left: the picture; the gaze of CLS in the last block, all "
          "heads together; each of the four heads.",
          "The bright places of the attention maps lie on the whole digit, not on the fragments.")
      .text(
          "Ask other tokens, too. Point at a patch, or click on it to keep it; with the keyboard, "
          "tab to a map and use the arrow keys.")
      .explorer(explorer,
                "The second of these pictures. Left, the chosen token's row of the attention "
                "matrix: what it takes from where. Right, its column: who takes from it. Each map "
                "goes from dark, 0, to yellow, its largest weight.")
      .text(fmt::format("The digit covers {:.0f} % of the picture. If CLS looked everywhere alike, "
                        "that much of its gaze would fall on it. It is {:.0f} %.",
                        100 * f.area, 100 * f.mass))
      .table(kHeader, f.rows)
      .text(
          "Is that where the answer comes from, or only where it looks? Paint over the patches "
          "that it looks at most, and it fails; paint over as many at random, and it still reads:")
      .figure(deletion_plot(f),
              "Accuracy on the same test pictures with more and more patches painted over.");
}

std::vector<double> train_on_clutter(ViT& vit, show::Run& run, const Digits& digits,
                                     const ClutterOptions& options) {
  const ClutterGenerator generator(digits, options, run.seed());
  Random random(run.seed(), 15);
  int64_t made = 0;
  const auto next = [&]() -> Batch {
    std::vector<int64_t> rows(64);
    for (int64_t& row : rows) row = random.integer(digits.size());
    const Clutter pictures = generator.pictures(rows, made);
    made += int64_t(rows.size());
    return {pictures.images, pictures.labels};
  };
  return train(vit, 3e-3, run.progress("ViT in clutter", run.steps()), next);
}

}  // namespace

void find_hidden_digits(show::Run& run, show::Page& page, const DigitSplit& digits,
                        const Tensor& reading_positions) {
  const ClutterOptions options;
  ViT vit(tiny_vit(options.size, kPatch));
  const auto losses = train_on_clutter(vit, run, digits.train, options);
  save_safetensors(run.file("vit_hidden.safetensors"), vit.state_dict(),
                   {{"model", "ViT image 32 patch 4 dim 32 depth 2 heads 4 mlp_ratio 2"}});
  const Clutter test =
      test_pictures(ClutterGenerator(digits.test, options, kTestSeed), digits.test.size());
  const Findings f = experiment(vit, test, options);
  print(f);
  record(run, f);
  const show::Picture examples = gaze_examples(test, options, f.looks);
  examples.save(run.file("attention.png"));
  describe_task(page, losses, f.right);
  describe_gaze(page, f, examples, explorer(vit, test, kExplored));
  describe_positions(page, reading_positions, likeness(vit.pos_embed));
}

}  // namespace lesson14
