// What finds shapes without having learned anything: a threshold on brightness, and a disc in the
// middle.
#pragma once

#include "lessons/15_dino/training.hpp"

namespace lesson15 {

// The threshold that tells a picture's (3, H, W) pixels best into two groups by brightness: the one
// with the greatest variance between the groups (Otsu 1979). 1 where a pixel is above it.
Tensor otsu(const Tensor& image);

// The mean fit of Otsu's masks. Which of its two groups is the shape it cannot say: in every scene
// it is given the better one.
double otsu_iou(const std::vector<CamouflagedShape>& scenes);

// A disc in the middle (1 within it), and the radius that fits other scenes best.
Tensor disc(int64_t size, double radius);
double best_radius(const std::vector<CamouflagedShape>& scenes);
double disc_iou(double radius, const std::vector<CamouflagedShape>& scenes);

}  // namespace lesson15
