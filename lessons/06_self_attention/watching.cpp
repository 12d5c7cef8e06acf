// Scores and weights of every attention layer of a model; and what a crop of the scores is not.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "layers/attention_watch.hpp"
#include "layers/models/vit.hpp"
#include "layers/recurrent_attention.hpp"
#include "layers/self_attention_2d.hpp"
#include "layers/transformer.hpp"
#include "lessons/06_self_attention/sections.hpp"

namespace lesson06 {

namespace {

constexpr uint64_t kNumbers = 69;
constexpr int64_t kShown = 5, kTokens = 714;

struct Findings {
  std::vector<Look> looks;
  double off = 0;            // of softmax(scores) from the weights
  Shape chained, cropped;    // what two ways to cut out 5 × 5 give
  double first, crop_first;  // CLS's weight on itself: among all keys, and among the crop's
};

// Models that were just made: what they look at means nothing yet, but it is there.
std::vector<Look> watch_models(Random& random) {
  const AttentionWatch watch;
  Transformer translator(32, 4, {.encoder_layers = 2, .decoder_layers = 1, .feedforward = 64},
                         random);
  translator.eval();
  translator(randn({1, 7, 32}, random), randn({1, 5, 32}, random), {.target = {.causal = true}});
  ViT vit({.image = 32, .patch = 8, .dim = 32, .depth = 2, .heads = 4}, random);
  vit(randn({1, 3, 32, 32}, random));
  SelfAttention2d picture(16, random);
  picture.output(randn({1, 16, 6, 6}, random));
  AdditiveAttention additive(8, 8, 8, false, random);
  const Tensor source = randn({1, 7, 8}, random);
  additive(randn({1, 8}, random), additive.project(source), source);
  return watch.looks();
}

// Six heads of 714 tokens, as many as DINO makes of a photograph of 500 × 375 pixels.
void crop_scores(Findings& found, Random& random) {
  MultiheadAttention layer(384, 6, {}, random);
  const AttentionWatch watch;
  layer(randn({1, kTokens, 384}, random));
  const Look& look = watch.looks().front();
  const Tensor scores = select(select(look.scores, 0, 0), 0, 0);  // (714, 714)
  found.chained = slice(slice(scores, 0, 0, kShown), 0, 0, kShown).shape();
  const Tensor crop = slice(slice(scores, 0, 0, kShown), 1, 0, kShown);
  found.cropped = crop.shape();
  found.first = double(look.weights.at({0, 0, 0, 0}));
  found.crop_first = double(softmax(crop, -1).at({0, 0}));
}

Findings watch_all(uint64_t seed) {
  const NoGrad no_grad;
  Random random(seed, kNumbers);
  Findings found;
  found.looks = watch_models(random);
  for (const Look& look : found.looks)
    found.off =
        std::max(found.off, double(max(abs(softmax(look.scores, -1) - look.weights)).item()));
  crop_scores(found, random);
  return found;
}

const std::vector<std::string> kHeader = {"layer", "scores", "lowest", "highest", "hidden"};

std::vector<std::vector<std::string>> rows_of(const std::vector<Look>& looks) {
  std::vector<std::vector<std::string>> rows;
  for (const Look& look : looks) {
    double low = 1e9, high = -1e9;
    int64_t hidden = 0;
    for (int64_t i = 0; i < look.scores.numel(); ++i) {
      const double score = double(look.scores.data()[i]);
      if (std::isinf(score)) {
        ++hidden;
        continue;
      }
      low = std::min(low, score);
      high = std::max(high, score);
    }
    rows.push_back({look.layer, to_string(look.scores.shape()), fmt::format("{:.2f}", low),
                    fmt::format("{:.2f}", high), std::to_string(hidden)});
  }
  return rows;
}

void print(const Findings& found) {
  std::cout << "\n7. Scores and weights of every attention layer\n\n"
            << show::text_table(kHeader, rows_of(found.looks))
            << fmt::format(
                   "\n5 × 5 of (714, 714): cut twice along rows {}, along both {}\n"
                   "the first token's weight on itself: {:.4f} of all 714, {:.3f} of the crop\n",
                   to_string(found.chained), to_string(found.cropped), found.first,
                   found.crop_first);
}

void describe(show::Page& page, const Findings& found) {
  page.heading("Ask any layer")
      .text(
          "The engine's layers do not store the weights unless they are asked for: the fused "
          "operation has no need of them. While an `AttentionWatch` lives, every attention layer "
          "of whatever model runs leaves "
          "its scores and its weights, by name:")
      .code(
          "const AttentionWatch watch;\n"
          "model(x);\n"
          "for (const Look& look : watch.looks()) … look.layer, look.scores, look.weights")
      .table(kHeader, rows_of(found.looks),
             "Four models with random weights, run once: a transformer of 7 source and 5 target "
             "tokens, a ViT of 16 patches and CLS, a SAGAN layer, a Bahdanau step. Hidden are "
             "scores of minus infinity: keys that a mask forbids.")
      .note(fmt::format(
          "A tutorial looks at the first 5 × 5 of the scores of 714 tokens by "
          "`scores[0][0][:5][:5]`, and that is {}: both cuts hit the rows. Right is `scores[0, 0, "
          ":5, :5]`, {}. And do not put the small square through softmax by itself: softmax goes "
          "over *all* keys. Here the first token gives itself {:.4f} of its attention; softmax of "
          "the crop says {:.3f}.",
          to_string(found.chained), to_string(found.cropped), found.first, found.crop_first));
}

void list_slips(show::Page& page) {
  page.heading("What the sources say, and what is so")
      .table({"a source says", "it is", "shown above in"},
             {{"related words have large values in the same places", "signs and lengths count",
               "How alike are two words?"},
              {"y = Σ (x·x) x, and no more", "softmax and 1/√d belong to it",
               "Attention without anything to learn"},
              {"weights between 0 and 1", "around 0, and a layer norm before", "The mini-example"},
              {"5 // 2 numbers a head", "heads must divide d", "The mini-example"},
              {"(X W_q)(X W_k)", "(X W_q)(X W_k)^T", "The mini-example"},
              {"the input is split into heads", "the projection is", "Heads"},
              {"d is divided by the heads twice", "once, and the scale goes with it", "Heads"},
              {"concat(Q_1, O_2, …)", "concat(O_1, …, O_H) W_o: outputs, not queries", "Heads"},
              {"scores[0][0][:5][:5]", "scores[0, 0, :5, :5], softmax over all keys",
               "Ask any layer"}});
}

}  // namespace

void watch_every_layer(Lesson& lesson) {
  const Findings found = watch_all(lesson.run.seed());
  print(found);
  describe(lesson.page, found);
  list_slips(lesson.page);
  lesson.run.figure("layers_watched", int64_t(found.looks.size()));
  lesson.run.figure("softmax_of_scores_off", found.off);
}

}  // namespace lesson06
