// Patches as tokens, three ways. A picture is (C, H, W), the weight (D, C, p, p) -> tokens (N, D),
// row by row.
#pragma once

#include <string>

#include "engine/tensor.hpp"

namespace lesson13 {

// The patches themselves, (N, C p p): channel by channel, in it row by row.
heed::Tensor cut(const heed::Tensor& picture);
// The same with the channels last, pixel by pixel, as NumPy's flatten() of (H, W, C) has them.
heed::Tensor cut_channels_last(const heed::Tensor& picture);

heed::Tensor tokens_by_loop(const heed::Tensor& picture, const heed::Tensor& weight);
heed::Tensor tokens_by_unfold(const heed::Tensor& picture, const heed::Tensor& weight);
heed::Tensor tokens_by_convolution(const heed::Tensor& picture, const heed::Tensor& weight);

}  // namespace lesson13
