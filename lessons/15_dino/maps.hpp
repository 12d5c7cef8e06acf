// Where the CLS token looks in the last layer, as maps and masks, and how well a mask fits.
#pragma once

#include "lessons/15_dino/training.hpp"

namespace lesson15 {

// What CLS gives to each patch, by head: (B, H, N) of the attention (B, H, N + 1, N + 1). What it
// gives to itself is left out.
Tensor cls_maps(const Tensor& attention);

// Intersection over union of two sets of pixels, (H, W) of 0 and 1: 1 if they are the same.
double iou(const Tensor& found, const Mask& truth);

// Masks of patches (B, N) as masks of pixels, each against its scene's; the mean.
double mean_iou(const Tensor& patches, const std::vector<CamouflagedShape>& scenes);

// What CLS gives to each patch, all heads together: (B, N).
Tensor gaze(ViT& model, const std::vector<CamouflagedShape>& scenes);

// The share of a gaze's mass that is best kept for the masks of these scenes, of 0.05, 0.1, … 0.95.
double best_share(const Tensor& gaze, const std::vector<CamouflagedShape>& scenes);

// A square map of patches (N) as pixels (size, size), each patch a square.
Tensor as_pixels(const Tensor& patches, int64_t size);

}  // namespace lesson15
