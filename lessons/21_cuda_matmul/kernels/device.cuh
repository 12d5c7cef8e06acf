// A kernel's thread on the card: what every name in matrix.hpp's list means there.
#pragma once

#include <cuda_bf16.h>
#include <mma.h>

#include "lessons/21_cuda_matmul/kernels/matrix.hpp"
#include "lessons/21_cuda_matmul/kernels/tensor_cores.hpp"

namespace lesson21 {

namespace wmma = nvcuda::wmma;

// What nvcc's tensor-core functions call a number.
template <class Format>
struct Native {
  using Tag = __nv_bfloat16;
};
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 800
template <>
struct Native<InTf32> {
  using Tag = wmma::precision::tf32;
};
#endif

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
  DEVICE void warp_barrier() const { __syncwarp(); }

  // cp.async writes shared memory without passing through registers (compute capability 8.0 on).
  // Its last operand is how many bytes it reads; the rest of the 16 become 0.
  template <class Number>
  DEVICE void copy_async(Number* shared, const Matrix<const Number>& x, int row, int column) const {
    if (x.aligned) {
      const bool there = inside(x, row, column);
      const Number* from = there ? address(x, row, column) : x.data;
      asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(
                       unsigned(__cvta_generic_to_shared(shared))),
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

  template <class Format>
  using Left = wmma::fragment<wmma::matrix_a, 16, 16, Format::kInner, typename Native<Format>::Tag,
                              wmma::row_major>;
  template <class Format>
  using Right = wmma::fragment<wmma::matrix_b, 16, 16, Format::kInner, typename Native<Format>::Tag,
                               wmma::row_major>;

  template <class Format>
  using Sums = wmma::fragment<wmma::accumulator, 16, 16, Format::kInner, float>;

  template <class Fragment>
  DEVICE void clear(Fragment& sums) const {
    wmma::fill_fragment(sums, 0.0f);
  }
  template <class Fragment, class Number>
  DEVICE void load(Fragment& fragment, const Number* shared, int stride) const {
    if constexpr (sizeof(Number) == 2) {
      wmma::load_matrix_sync(fragment, reinterpret_cast<const __nv_bfloat16*>(shared), stride);
    } else {
      wmma::load_matrix_sync(fragment, shared, stride);
      for (int i = 0; i < fragment.num_elements; ++i)
        fragment.x[i] = wmma::__float_to_tf32(fragment.x[i]);
    }
  }
  template <class C, class A, class B>
  DEVICE void multiply_add(C& sums, const A& a, const B& b) const {
    wmma::mma_sync(sums, a, b, sums);
  }
  template <class C>
  DEVICE void store_sums(float* shared, const C& sums, int stride) const {
    wmma::store_matrix_sync(shared, sums, stride, wmma::mem_row_major);
  }
};

}  // namespace lesson21
