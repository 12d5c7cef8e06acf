// Pictures moved by whole pixels: what leaves a picture is lost, and paper (0) comes in.
#pragma once

#include "engine/random.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// images (.., H, W), all moved to the right and down; the other way where that is below 0. Outside
// the graph: it is for data. ShapeError if there are less than two axes.
Tensor moved(const Tensor& images, int64_t right, int64_t down, Place at = Place::here());

// Each image by itself, right and down by -most … most, each as likely: two numbers of `random` an
// image. ValueError if `most` is below 0.
Tensor moved_by_chance(const Tensor& images, int64_t most, Random& random,
                       Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
