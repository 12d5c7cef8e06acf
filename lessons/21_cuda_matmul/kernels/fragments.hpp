// Which lane of a warp reads and writes what when tensor cores multiply squares of 16 x 16.
#pragma once

#include "lessons/21_cuda_matmul/kernels/matrix.hpp"

namespace lesson21 {

// ldmatrix: each lane names 16 bytes, here one half of one of 16 rows of 32 bytes. They come as
// four squares of 8 rows of 16 bytes: of each, a lane gets 4 bytes.
DEVICE int named_row(int lane) { return lane % 16; }
DEVICE int named_half(int lane) { return lane / 16; }

// A right factor in TF32, 8 x 16, is read number by number: this lane's, of four, at k and column.
DEVICE int right_k(int lane, int half) { return lane % 4 + 4 * half; }
DEVICE int right_column(int lane, int columns) { return lane / 4 + 8 * columns; }

// Of the sums a lane has four pairs of neighbours, in the upper or lower half of the rows and the
// left or right half of the columns: where the pair begins.
DEVICE int sum_row(int lane, int half) { return lane / 4 + 8 * half; }
DEVICE int sum_column(int lane, int columns) { return lane % 4 * 2 + 8 * columns; }

}  // namespace lesson21
