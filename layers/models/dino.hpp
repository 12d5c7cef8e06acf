// DINO's vision transformers (Caron et al. 2021): which they are, and what they want of a picture.
#pragma once

#include <string>

#include "engine/kernels/window.hpp"
#include "layers/models/vit.hpp"

namespace heed::inline HEED_PRECISION {

// "tiny", "small" or "base": 192, 384 or 768 numbers a token in 3, 6 or 12 heads, 12 blocks; built
// for pictures of 224 x 224. ValueError for another name; `patch` is 16 or 8 in the published ones.
ViTOptions dino_options(const std::string& size, int64_t patch = 16, Place at = Place::here());

// Those of a state dict, by the shapes of patch_embed.proj.weight and pos_embed and the number of
// its blocks, with heads of 64 numbers. Where they do not say it, those of "small", 16:
// load_state_dict() then lists what is missing.
ViTOptions dino_options(const NamedTensors& weights);

// A picture (3, H, W), 0 … 1, as DINO's models want it: (1, 3, H', W') in ImageNet's units, cropped
// at the top left to the largest multiples of `patch`. ValueError if it is smaller than a patch.
Tensor dino_picture(const Tensor& picture, int64_t patch, Place at = Place::here());

// Which patches hold the first `share` of what CLS gives to all patches, the strongest first: 1 or
// 0 for each of `weights` (.., N), row by row by themselves; they need not sum to 1. DINO's tool
// has 0.6. ValueError unless 0 < share <= 1.
Tensor attended(const Tensor& weights, double share = 0.6, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
