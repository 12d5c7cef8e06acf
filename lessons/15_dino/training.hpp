// The small vision transformer of this lesson, and how it learns by labels.
#pragma once

#include <vector>

#include "data/camouflage.hpp"
#include "layers/models/dino.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson15 {

using namespace heed;

constexpr int64_t kPatch = 4;

// 100 patches of 4 x 4 pixels; with `classes` 0 its result is CLS.
ViTOptions small_vit(int64_t classes);

// 0 … 1 becomes about -2 … 2: then inputs are about as large as the weights expect.
Tensor centred(const Tensor& images);

// Cross-entropy with the shapes' names, on pictures that are new in every step.
std::vector<double> train(ViT& model, const CamouflageGenerator& scenes, show::Progress bar);

}  // namespace lesson15
