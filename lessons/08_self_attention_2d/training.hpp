// Training a painter on scenes that it never sees twice, and judging it on others.
#pragma once

#include "data/twins.hpp"
#include "lessons/08_self_attention_2d/painter.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson08 {

constexpr int64_t kBatch = 8;

struct Training {
  std::vector<double> losses;  // of every step
  std::vector<double> gamma;   // before every step, and at the end; empty without attention
};
Training train(Painter& painter, const TwinsGenerator& scenes, show::Progress bar);

// The mean over grey pixels of -log(probability of the right colour).
Tensor loss_of(Painter& painter, const Twins& scenes);

// The colour that a painter gives to every pixel, grey or not: (B, H, W).
Indices answers(Painter& painter, const Tensor& images);

struct Verdict {
  double accuracy = 0;  // the share of grey pixels that get the right colour
  // Of a grey pixel's attention, the share on its coloured twin and on its own grey shape; and of
  // the picture, the share that a coloured twin covers.
  double on_twin = 0, on_itself = 0, twin_area = 0;
  // How much attention a pixel gets, from all together: the sum of its column.
  double to_coloured = 0, to_grey = 0, to_ground = 0;
};
Verdict judge(Painter& painter, const TwinsGenerator& scenes);

}  // namespace lesson08
