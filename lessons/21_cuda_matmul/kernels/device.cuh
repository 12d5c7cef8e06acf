// A kernel's thread on the card: what every name in matrix.hpp's list means there.
#pragma once

#include "lessons/21_cuda_matmul/kernels/fragments.hpp"
#include "lessons/21_cuda_matmul/kernels/tensor_cores.hpp"

namespace lesson21 {

struct DeviceThread {
  int block_x, block_y, index;

  template <class Number>
  static DEVICE bool inside(const Matrix<Number>& x, int row, int column) {
    return row < x.rows && column < x.columns;
  }
  template <class Number>
  static DEVICE Number* address(const Matrix<Number>& x, int row, int column) {
    return x.data + int64_t(row) * x.columns + column;
  }

  DEVICE float load(const Matrix<const float>& x, int row, int column) const {
    return inside(x, row, column) ? *address(x, row, column) : 0.0f;
  }
  // Where rows are aligned, their length is a multiple of 4: four numbers are all inside or none.
  DEVICE Four load4(const Matrix<const float>& x, int row, int column) const {
    if (!x.aligned)
      return {{load(x, row, column), load(x, row, column + 1), load(x, row, column + 2),
               load(x, row, column + 3)}};
    if (!inside(x, row, column)) return {{0, 0, 0, 0}};
    return *reinterpret_cast<const Four*>(address(x, row, column));
  }
  DEVICE void store(const Matrix<float>& x, int row, int column, float value) const {
    if (inside(x, row, column)) *address(x, row, column) = value;
  }
  DEVICE void store4(const Matrix<float>& x, int row, int column, const Four& value) const {
    if (!x.aligned) {
      for (int i = 0; i < 4; ++i) store(x, row, column + i, value.at[i]);
    } else if (inside(x, row, column)) {
      *reinterpret_cast<Four*>(address(x, row, column)) = value;
    }
  }

  DEVICE float get(const float& shared) const { return shared; }
  DEVICE Four get4(const float* shared) const { return *reinterpret_cast<const Four*>(shared); }
  DEVICE void put(float& shared, float value) const { shared = value; }
  DEVICE void put4(float* shared, const Four& value) const {
    *reinterpret_cast<Four*>(shared) = value;
  }

  DEVICE void barrier() const { __syncthreads(); }

  // cp.async writes shared memory without passing through registers (compute capability 8.0 on).
  // Its last operand is how many bytes it reads; the rest of the 16 become 0.
  template <class Number>
  DEVICE void copy_async(Number* shared, const Matrix<const Number>& x, int row, int column) const {
    if (x.aligned) {
      const bool there = inside(x, row, column);
      const Number* from = there ? address(x, row, column) : x.data;
      asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(address_of(shared)),
                   "l"(__cvta_generic_to_global(from)), "r"(there ? 16 : 0)
                   : "memory");
    } else {
      for (int i = 0; i < int(16 / sizeof(Number)); ++i)
        shared[i] = inside(x, row, column + i) ? *address(x, row, column + i) : Number{};
    }
  }
  DEVICE void commit() const { asm volatile("cp.async.commit_group;" ::: "memory"); }
  template <int N>
  DEVICE void wait() const {
    asm volatile("cp.async.wait_group %0;" ::"n"(N) : "memory");
  }

  // Tensor cores. Which thread of a warp holds which numbers of a 16 x 16 square is laid down in
  // PTX's manual (mma.m16n8k16, mma.m16n8k8): with g = lane / 4 and t = lane % 4, a register holds
  // 4 bytes of row g or g + 8 of the left factor, of column g or g + 8 of the right one, and sums
  // of row g or g + 8, columns 2 t and 2 t + 1. An instruction makes 8 columns; we give two.
  template <class Format>
  struct Left {
    unsigned at[4];
  };
  template <class Format>
  struct Right {
    unsigned at[2][2];  // by columns 0 … 7 or 8 … 15, by half of k
  };
  template <class Format>
  struct Sums {
    float at[2][4];
  };

  template <class Format>
  DEVICE void clear(Sums<Format>& sums) const {
    for (auto& half : sums.at)
      for (float& sum : half) sum = 0;
  }

  // ldmatrix: every lane names 16 bytes, and each gets 4 of what all have named. 16 rows of 32
  // bytes.
  template <class Format, class Number>
  DEVICE void load(Left<Format>& a, const Number* shared, int stride) const {
    const int lane = index % 32;
    const unsigned from =
        address_of(shared + named_row(lane) * stride + named_half(lane) * int(16 / sizeof(Number)));
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(a.at[0]), "=r"(a.at[1]), "=r"(a.at[2]), "=r"(a.at[3])
                 : "r"(from)
                 : "memory");
    if (sizeof(Number) == 4)
      for (unsigned& number : a.at) number = to_tf32(number);
  }
  // The right factor's pairs lie below each other: ldmatrix turns squares of 8 x 8 on the way.
  DEVICE void load(Right<InBf16>& b, const Bf16* shared, int stride) const {
    const int lane = index % 32;
    const unsigned from = address_of(shared + named_row(lane) * stride + named_half(lane) * 8);
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(b.at[0][0]), "=r"(b.at[0][1]), "=r"(b.at[1][0]), "=r"(b.at[1][1])
                 : "r"(from)
                 : "memory");
  }
  DEVICE void load(Right<InTf32>& b, const float* shared, int stride) const {
    const int lane = index % 32;
    for (int columns = 0; columns < 2; ++columns)
      for (int half = 0; half < 2; ++half)
        b.at[columns][half] = to_tf32(
            __float_as_uint(shared[right_k(lane, half) * stride + right_column(lane, columns)]));
  }

  DEVICE void multiply_add(Sums<InBf16>& sums, const Left<InBf16>& a,
                           const Right<InBf16>& b) const {
    for (int columns = 0; columns < 2; ++columns) {
      float(&c)[4] = sums.at[columns];
      asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, "
          "{%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
          : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
          : "r"(a.at[0]), "r"(a.at[1]), "r"(a.at[2]), "r"(a.at[3]), "r"(b.at[columns][0]),
            "r"(b.at[columns][1]));
    }
  }
  DEVICE void multiply_add(Sums<InTf32>& sums, const Left<InTf32>& a,
                           const Right<InTf32>& b) const {
    for (int columns = 0; columns < 2; ++columns) {
      float(&c)[4] = sums.at[columns];
      asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, "
          "{%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
          : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
          : "r"(a.at[0]), "r"(a.at[1]), "r"(a.at[2]), "r"(a.at[3]), "r"(b.at[columns][0]),
            "r"(b.at[columns][1]));
    }
  }

  // Eight rows of 32 bytes an instruction: whole sectors.
  template <class Format>
  DEVICE void store_sums(const Matrix<float>& x, int row, int column,
                         const Sums<Format>& sums) const {
    const int lane = index % 32;
    for (int columns = 0; columns < 2; ++columns)
      for (int half = 0; half < 2; ++half) {
        const float* pair = &sums.at[columns][2 * half];
        const int i = row + sum_row(lane, half), j = column + sum_column(lane, columns);
        if (!x.aligned) {
          store(x, i, j, pair[0]);
          store(x, i, j + 1, pair[1]);
        } else if (inside(x, i, j)) {
          *reinterpret_cast<float2*>(address(x, i, j)) = float2{pair[0], pair[1]};
        }
      }
  }

  static DEVICE unsigned address_of(const void* shared) {
    return unsigned(__cvta_generic_to_shared(shared));
  }
  static DEVICE unsigned to_tf32(unsigned number) {  // the nearest, ties away from 0
    unsigned rounded;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(rounded) : "f"(__uint_as_float(number)));
    return rounded;
  }
};

}  // namespace lesson21
