// The scenes, the recipe by which every model of this lesson is trained, and how it is judged.
#pragma once

#include "data/touching.hpp"
#include "layers/models/segmenter.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson20 {

using namespace heed;

constexpr int64_t kPatch = 4;  // pixels; 16 x 16 = 256 tokens

// One to three shapes of three kinds that touch, all of different colours.
TouchingOptions scenes();

SegmenterOptions segmenter();

// AdamW; the learning rate warms up, then falls along a cosine; gradients longer than 1 are
// clipped. Every batch is new. Returns the loss of every step, in nats a pixel.
std::vector<double> train(Layer& model, double lr, const TouchingGenerator& scenes,
                          show::Progress bar);

// What the model says of each pixel: (B, classes, H, W).
Tensor logits(Layer& model, const Tensor& images);

// Pictures with numbers from -1 to 1.
Tensor centred(const Tensor& images);

}  // namespace lesson20
