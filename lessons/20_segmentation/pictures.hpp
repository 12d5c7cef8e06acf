// Scenes, classes and attention as pictures.
#pragma once

#include "lessons/20_segmentation/training.hpp"

namespace lesson20 {

// Scene `scene` as it is, each pixel enlarged.
show::Picture plain(const Touching& scenes, int64_t scene);

// A colour for each class: kinds (B, H, W).
show::Picture classes(const Indices& kinds, int64_t scene);

// A row of the attention, (N), over the scene, with a cross in patch `token`.
show::Picture looking(const Touching& scenes, int64_t scene, const Tensor& row, int64_t token);

}  // namespace lesson20
