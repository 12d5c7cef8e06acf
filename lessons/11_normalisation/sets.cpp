// The sets of numbers that share a mean and a variance: drawn, computed by loops, by the engine.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "engine/random.hpp"
#include "lessons/11_normalisation/normalising.hpp"
#include "lessons/11_normalisation/sections.hpp"
#include "lessons/show/svg.hpp"

namespace lesson11 {

namespace {

constexpr Norm kNorms[] = {Norm::batch, Norm::layer, Norm::instance, Norm::group, Norm::token};
constexpr int64_t kExamples = 3, kChannels = 4, kPlaces = 3;
constexpr int64_t kExample = 1, kChannel = 1, kPlace = 1;  // of the number that is followed

struct Found {
  Norm norm;
  Statistics set;     // of the number that is followed
  double becomes;     // what that number becomes
  double difference;  // of the loops to the engine, the largest
};

Tensor small_numbers() {
  Random random(11, 1);  // the same for every seed: the page speaks of them
  Tensor x = empty({kExamples, kChannels, kPlaces});
  for (int64_t i = 0; i < x.numel(); ++i) x.mutable_data()[i] = real(random.integer(10));
  return x;
}

Found find(const Tensor& x, Norm norm) {
  const Normalised by_hand = by_loops(x, norm);
  const int64_t set = set_of(norm, kExample, kChannel, kPlace, x.shape());
  const Tensor off = max(abs(by_hand.y - by_engine(x, norm)));
  return {norm, by_hand.sets[size_t(set)], double(by_hand.y.at({kExample, kChannel, kPlace})),
          double(off.item())};
}

const char* averaged_over(Norm norm) {
  switch (norm) {
    case Norm::batch:
      return "examples, places";
    case Norm::layer:
      return "channels, places";
    case Norm::instance:
      return "places";
    case Norm::group:
      return "channels of a group, places";
    case Norm::token:
      return "channels";
    case Norm::none:
      break;
  }
  return "";
}

using Rows = std::vector<std::vector<std::string>>;
const std::vector<std::string> kHeader = {"norm", "averages over", "numbers",
                                          "mean", "deviation",     "x becomes"};

Rows rows_of(const std::vector<Found>& all) {
  Rows rows;
  for (const Found& f : all)
    rows.push_back({name_of(f.norm), averaged_over(f.norm), fmt::format("{}", f.set.count),
                    fmt::format("{:.2f}", f.set.mean),
                    fmt::format("{:.2f}", std::sqrt(f.set.variance)),
                    fmt::format("{:+.2f}", f.becomes)});
  return rows;
}

// Three examples side by side, channels down, places across; the number's set is filled.
std::string drawn(const Tensor& x, const Found& found) {
  constexpr double kBox = 36, kGap = 20, kLeft = 62, kTop = 76;
  show::Svg svg(show::Frame::kWidth, 236);
  svg.text(14, 24, name_of(found.norm), {.size = 15, .bold = true});
  const int64_t chosen = set_of(found.norm, kExample, kChannel, kPlace, x.shape());
  const std::string colour = show::to_hex(show::palette(0));
  for (int64_t b = 0; b < kExamples; ++b) {
    const double left = kLeft + double(b) * (double(kPlaces) * kBox + kGap);
    svg.text(left, kTop - 10, fmt::format("example {}", b + 1), {.size = 13});
    for (int64_t c = 0; c < kChannels; ++c)
      for (int64_t l = 0; l < kPlaces; ++l) {
        const bool in_set = set_of(found.norm, b, c, l, x.shape()) == chosen;
        const bool followed = b == kExample && c == kChannel && l == kPlace;
        const double u = left + double(l) * kBox, v = kTop + double(c) * kBox;
        svg.rect(
            u + 1, v + 1, kBox - 2, kBox - 2,
            (in_set ? "fill=\"" + colour + "\" fill-opacity=\"0.4\"" : "fill=\"none\"") +
                fmt::format(" stroke=\"currentColor\" stroke-width=\"{}\" stroke-opacity=\"{}\"",
                            followed ? 3 : 1, followed ? 1 : 0.35));
        svg.text(u + kBox / 2, v + kBox / 2 + 5, fmt::format("{:.0f}", x.at({b, c, l})),
                 {.size = 14, .anchor = show::Svg::Anchor::middle, .bold = in_set});
      }
  }
  for (int64_t c = 0; c < kChannels; ++c)
    svg.text(kLeft - 8, kTop + (double(c) + 0.5) * kBox + 5, fmt::format("c = {}", c + 1),
             {.size = 13, .anchor = show::Svg::Anchor::end});
  return svg.finished({name_of(found.norm),
                       fmt::format("The framed number shares its mean and variance with {} "
                                   "numbers: it averages over {}.",
                                   found.set.count, averaged_over(found.norm)),
                       "", ""});
}

std::string told(const Found& f) {
  return fmt::format(
      "Averages over **{}**: {} numbers with mean {:.2f} and deviation {:.2f}. The "
      "framed number becomes {:+.2f}.",
      averaged_over(f.norm), f.set.count, f.set.mean, std::sqrt(f.set.variance), f.becomes);
}

void describe(show::Page& page, const Tensor& x, const std::vector<Found>& all) {
  page.heading("One formula, five sets")
      .text(
          "Every norm takes a number $x_i$, the mean and the variance of a set $S_i$ of numbers "
          "that it belongs to, and computes")
      .formula(
          "\\hat x_i = \\frac{x_i - \\mu_i}{\\sqrt{\\sigma_i^2 + \\varepsilon}}, \\qquad \\mu_i = "
          "\\frac{1}{|S_i|} \\sum_{j \\in S_i} x_j, \\qquad \\sigma_i^2 = \\frac{1}{|S_i|} "
          "\\sum_{j \\in S_i} (x_j - \\mu_i)^2, \\qquad y_i = \\gamma \\hat x_i + \\beta")
      .text(
          "Mean and variance are *computed*, each time anew; $\\gamma$ and $\\beta$, one of each "
          "for a channel, are *learned*. The norms differ in $S_i$ and in nothing else. Here are "
          "three examples with four channels at three places: pixels of a picture, or words of a "
          "sentence. The framed number's set is coloured.");
  page.begin_row();
  for (const Found& f : all) page.figure(drawn(x, f), told(f));
  page.end_row()
      .text(
          "Only batch norm's set reaches into other examples. All that follows comes from that. "
          "Group norm with one group is layer norm; with a group for each channel it is instance "
          "norm.")
      .note(
          "*Layer norm* means two things. In a CNN it averages over a whole example. In a "
          "transformer each token is normalised by itself, over its channels: in `(B, N, D)` over "
          "the last axis. The second is the one of Ba, Kiros and Hinton for sequences, and what "
          "`LayerNorm` is here and in PyTorch.");
}

}  // namespace

void draw_the_sets(Lesson& lesson) {
  const Tensor x = small_numbers();
  std::vector<Found> all;
  double largest = 0;
  for (const Norm norm : kNorms) {
    all.push_back(find(x, norm));
    largest = std::max(largest, all.back().difference);
  }
  std::cout
      << fmt::format(
             "1. Which numbers share a mean? {} examples, {} channels, {} places; x = {:.0f}\n\n",
             kExamples, kChannels, kPlaces, x.at({kExample, kChannel, kPlace}))
      << show::text_table(kHeader, rows_of(all))
      << fmt::format("\nloops and engine differ by {:.1g} at most\n", largest);
  describe(lesson.page, x, all);
  lesson.run.figure("loops_to_engine", largest);
}

}  // namespace lesson11
