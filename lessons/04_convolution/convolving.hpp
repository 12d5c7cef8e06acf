// Convolution by hand: loops, a matrix product, and its gradients as convolutions.
#pragma once

#include "engine/tensor.hpp"

namespace lesson04 {

using namespace heed;

// x (N, C, H, W), weight (O, C, kh, kw) -> y (N, O, H', W'), H' = H + 2 padding - kh + 1, W' alike:
//     y[n, o, v, u] = sum over c, i, j of weight[o, c, i, j] x[n, c, v + i - p, u + j - p],
// where x is 0 outside. Seven loops, as it stands there.
Tensor by_loops(const Tensor& x, const Tensor& weight, int64_t padding);

// What the kernel sees at every place, a column for each: (N, C kh kw, H' W').
Tensor columns_of(const Tensor& x, int64_t kernel_height, int64_t kernel_width, int64_t padding);

// The same y: weight as a matrix (O, C kh kw), times those columns.
Tensor by_columns(const Tensor& x, const Tensor& weight, int64_t padding);

struct Gradients {
  Tensor dx, dweight;  // as x and weight
};
// From dy (N, O, H', W'), by convolution again. With F = flipped weight, channels exchanged,
//     dx = F over dy,   dweight = dy over x, examples and channels exchanged.
Gradients gradients_by_hand(const Tensor& x, const Tensor& weight, int64_t padding,
                            const Tensor& dy);

}  // namespace lesson04
