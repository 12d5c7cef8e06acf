// The recipe by which every model of this lesson is trained, and how it is tested.
#pragma once

#include <functional>

#include "engine/indices.hpp"
#include "layers/models/vit.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson14 {

using namespace heed;

struct Batch {
  Tensor images;   // (B, 1, H, W), paper 0 … ink 1
  Indices labels;  // (B)
};

// AdamW; the learning rate warms up, then falls along a cosine; gradients longer than 1 are
// clipped. Returns the loss of every step.
std::vector<double> train(Layer& model, double lr, show::Progress bar,
                          const std::function<Batch()>& next);

// What the model says to pictures, as it is in use: (B, classes).
Tensor logits(Layer& model, const Tensor& images);

// Paper and ink, 0 and 1, become -1 and 1: then inputs are about as large as the weights expect.
Tensor centred(const Tensor& images);

// A vision transformer small enough to train here: 32 numbers a token, two blocks, four heads.
ViTOptions tiny_vit(int64_t image, int64_t patch);

}  // namespace lesson14
