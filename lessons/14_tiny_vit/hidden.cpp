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
    rows.push_back({fmt::format("head {}", h), fmt::format("{:.3f}", mass.at({h})),
                    fmt::format("{:.1f}", mass.at({h}) / area)});
  return rows;
}

// What the trained model does on test pictures, in numbers and pictures.
void show_gaze(show::Run& run, show::Page& page, ViT& vit, const Clutter& test,
               const ClutterOptions& options, double right) {
  const Tensor looks = gaze(vit, test.images);  // (B, H, N)
  const Tensor on_digit = digit_patches(test, options, kPatch);
  const double area = mean(on_digit).item();
  const Tensor by_head = mass_on_digit(looks, on_digit);
  const double mass = mean(by_head).item();
  auto rows = head_rows(by_head, area);
  rows.push_back({"all heads", fmt::format("{:.3f}", mass), fmt::format("{:.1f}", mass / area)});
  std::cout << fmt::format(
                   "\nhidden digits: {:.3f} read rightly; the digit covers {:.3f} of the picture\n",
                   right, area)
            << show::text_table({"", "gaze on the digit", "times its area"}, rows);

  const std::vector<int64_t> counts = {0, 2, 4, 6, 8, 12, 16};
  const std::vector<double> x(counts.begin(), counts.end());
  const auto looked_at = accuracy_without(vit, test, mean(looks, 1), counts);
  Random random(7);
  const auto at_random =
      accuracy_without(vit, test, rand({looks.size(0), looks.size(2)}, 0, 1, random), counts);
  std::cout << fmt::format(
      "without the 8 patches looked at most: {:.3f}; without 8 others at random: {:.3f}\n",
      looked_at[4], at_random[4]);
  show::print_heat_map(reshape(mean(select(looks, 0, 0), 0), {8, 8}));

  run.figure("hidden_accuracy", right, show::Range{0.82, 0.85});
  run.figure("attention_on_digit", mass, show::Range{0.55, 0.62});
  run.figure("digit_area", area);
  run.figure("accuracy_without_attended", looked_at[4], show::Range{0.13, 0.213});
  run.figure("accuracy_without_random", at_random[4], show::Range{0.738, 0.77});

  std::vector<show::Picture> examples;
  for (int64_t i = 0; i < 6; ++i) examples.push_back(heads_picture(test, options, looks, i * 31));
  const show::Picture all = show::grid(examples, 1, 6, {255, 255, 255});
  all.save(run.file("attention.png"));
  show::LinePlot deleted(
      {"Deleting what it looks at",
       "Accuracy falls fast when the most attended patches are deleted, slowly when "
       "random ones are.",
       "patches deleted, of 64", "accuracy"});
  deleted.add("those looked at most", x, looked_at).add("at random", x, at_random);
  deleted.level("guessing", 0.1).y_range(0, 1);
  page.figure(
          all,
          "Six test pictures. From the left: the picture; the gaze of CLS in the last block, all "
          "heads together; each of the four heads.",
          "The bright places of the attention maps lie on the whole digit, not on the fragments.")
      .text(fmt::format(
          "The digit covers {:.0f} % of the picture. If CLS looked everywhere alike, that "
          "much of its gaze would fall on it. It is {:.0f} %.",
          100 * area, 100 * mass))
      .table({"", "share of the gaze on the digit", "times its area"}, rows)
      .text(
          "Is that where the answer comes from, or only where it looks? Paint over the patches "
          "that it "
          "looks at most, and it fails; paint over as many at random, and it still reads:")
      .figure(deleted.svg(),
              "Accuracy on the same test pictures with more and more patches painted over.");
}

// What the learned position embeddings say about the square that patches form.
void show_positions(show::Page& page, const Tensor& reading, const Tensor& hidden) {
  show::LinePlot plot({"Likeness of positions",
                       "In clutter it falls with distance, and rises for opposite edges.",
                       "patches apart, across and down together", "cosine"});
  plot.add("digits in clutter", likeness_by_distance(hidden));
  plot.add("digits alone", likeness_by_distance(reading)).level("unlike", 0);
  page.heading("What it knows of places")
      .text(
          "Nobody told the model that its patches form a square: the embedding of each place is "
          "learned, from nothing. Where the digit moves about, neighbours have become alike, and "
          "so "
          "have opposite edges: what it needs to know is which part of a digit a place can show, "
          "and "
          "an edge never shows its middle. Where the digit always fills the picture, each place "
          "has a "
          "meaning of its own, and neighbours need not be alike.")
      .begin_row()
      .figure(plot.svg(),
              "The mean cosine between the embeddings of two places, by their distance.")
      .figure(
          likeness_maps(hidden),
          "Digits in clutter: one little map for each of the 64 patches, yellow where the other "
          "places are like its own.",
          "The maps of patches at an edge are bright along the edges, those of patches inside are "
          "bright inside.")
      .end_row();
}

}  // namespace

void find_hidden_digits(show::Run& run, show::Page& page, const DigitSplit& digits,
                        const Tensor& reading_positions) {
  const ClutterOptions options;
  const ClutterGenerator training(digits.train, options, run.seed());
  const ClutterGenerator testing(digits.test, options, kTestSeed);
  Random random(run.seed(), 15);
  int64_t made = 0;
  const auto next = [&]() -> Batch {
    std::vector<int64_t> rows(64);
    for (int64_t& row : rows) row = random.integer(digits.train.size());
    const Clutter pictures = training.pictures(rows, made);
    made += int64_t(rows.size());
    return {pictures.images, pictures.labels};
  };
  ViT vit(tiny_vit(options.size, kPatch));
  const auto losses = train(vit, 3e-3, run.progress("ViT in clutter", run.steps()), next);
  const Clutter test = test_pictures(testing, digits.test.size());
  const double right = accuracy(logits(vit, test.images), test.labels);
  save_safetensors(run.file("vit_hidden.safetensors"), vit.state_dict(),
                   {{"model", "ViT image 32 patch 4 dim 32 depth 2 heads 4 mlp_ratio 2"}});

  show::LinePlot loss({"Loss in clutter",
                       "The loss stays at 2.3 for a hundred steps, then falls towards 0.5.", "step",
                       "loss (nats)"});
  loss.add("each batch of 64", losses).level("guessing", 2.303);
  page.heading("Where does it look?")
      .text(
          "Now the digit is somewhere in a picture of 32×32 pixels, among fragments of other "
          "digits. "
          "To read it, the model must first find it. Nobody tells it where: the label is all it "
          "gets. "
          "A fresh picture is made for every example, so nothing can be learned by heart.")
      .text(fmt::format("It reads {:.1f} % of the test pictures.", 100 * right))
      .figure(loss.svg(),
              "The loss of each batch. Every picture is new, so this is as honest as a test.");
  show_gaze(run, page, vit, test, options, right);
  show_positions(page, reading_positions, likeness(vit.pos_embed));
}

}  // namespace lesson14
