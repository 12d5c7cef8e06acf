// Many numbers into one, and one number to many: reductions over axes, and their reverse.
#pragma once

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// What becomes of several numbers: their sum or product, the largest or the smallest of them.
enum class Fold { sum, product, max, min };

// y = x, folded over the axes along which `to`, of the same rank as `from`, has length 1. Of no
// numbers, the sum is 0, the product 1, the largest -inf, the smallest inf. NaN stays NaN. Numbers
// are folded in chunks of a fixed size, and these again: the same bits for any number of threads,
// and a rounding error that grows with the logarithm of their count.
void fold(Fold kind, const Shape& from, const Shape& to, const real* x, Slot y);

// y = scale x, broadcast: where fold() adds several numbers to one, this hands one to all of them.
void spread(const Shape& from, const Shape& to, real scale, const real* x, Slot y);

}  // namespace heed::inline HEED_PRECISION::kernels
