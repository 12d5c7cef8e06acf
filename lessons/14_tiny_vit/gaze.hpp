// Where the CLS token looks, and whether that matters.
#pragma once

#include "data/clutter.hpp"
#include "layers/models/vit.hpp"

namespace lesson14 {

using namespace heed;

// What CLS gives to each patch in the last block, what it gives itself left out: (B, H, N), each
// row sums to 1.
Tensor gaze(ViT& vit, const Tensor& images);

// Which patches show a part of the digit: 1 or 0, (B, N).
Tensor digit_patches(const Clutter& pictures, const ClutterOptions& options, int64_t patch);

// The share of the gaze that falls on the digit, by head, averaged over the pictures: (H).
Tensor mass_on_digit(const Tensor& gaze, const Tensor& on_digit);

// Pictures in which the `count` patches with the greatest scores (B, N) are painted over with
// `ink`.
Tensor without_patches(const Tensor& images, const Tensor& scores, int64_t count, int64_t patch,
                       double ink);

}  // namespace lesson14
