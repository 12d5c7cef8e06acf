// What all kernels take: matrices in the card's memory, and a product of two. C++17, which nvcc
// takes with every host compiler.
#pragma once

#include <cstdint>

// A kernel is one function for two machines. nvcc compiles it for the card; every other compiler
// for the emulation, where a "thread" is a fiber on the CPU (fibers.hpp).
#ifdef __CUDACC__
#define DEVICE __device__ __forceinline__
#define BOTH __host__ __device__ __forceinline__  // what the code that starts kernels needs, too
#define UNROLL _Pragma("unroll")  // an array whose indices are known can live in registers
#else
#define DEVICE inline
#define BOTH inline
#define UNROLL
#endif

namespace lesson21 {

struct Bf16 {  // the upper half of a float: 8 bits of exponent, 7 of fraction
  uint16_t bits;
};

// Four neighbours, read or written by one instruction of 128 bits.
struct alignas(16) Four {
  float at[4];
};

// Row-major; (i, j) is data[i * columns + j]. `aligned`: every row begins at a multiple of 16
// bytes, so that Four and copy_async() can be used.
template <class Number>
struct Matrix {
  Number* data;
  int rows, columns;
  bool aligned;
};

template <class Number>
Matrix<Number> matrix(Number* data, int rows, int columns) {
  const bool aligned = (columns * sizeof(Number)) % 16 == 0 && uintptr_t(data) % 16 == 0;
  return {data, rows, columns, aligned};
}

// C = A B, with A (m, k), B (k, n) and C (m, n).
template <class Number>
struct Product {
  Matrix<const Number> a, b;
  Matrix<float> c;
  BOTH int inner() const { return a.columns; }  // k
};

BOTH int steps_of(int length, int step) { return (length + step - 1) / step; }

// Kernel::walk, knowing whether rows can be read 16 bytes at a time. Asked in its loop, the
// question would keep the compiler from mixing reads and products.
template <class Kernel, class Thread>
DEVICE void walk_knowing_rows(Thread& thread, typename Kernel::Shared& shared,
                              const Product<typename Kernel::Number>& p) {
  auto aligned = p;
  aligned.a.aligned = aligned.b.aligned = true;
  if (p.a.aligned && p.b.aligned)
    Kernel::walk(thread, shared, aligned);
  else
    Kernel::walk(thread, shared, p);
}

// A kernel has kRows, kColumns (of C, what one block computes), kThreads (in a block), kBlocks
// (that a multiprocessor should hold at a time: the compiler gives each thread so few registers),
// kNeedsAmpere (cards from compute capability 8.0 on), Shared (the block's shared memory) and
// run(thread, shared, product), which every thread calls.
// Its Thread is the card's (device.cuh) or the emulation's (host_thread.hpp):
//   block_x, block_y, index         which block, and which thread in it; 32 in a row are a warp
//   load, load4, store, store4      one number, or four, of a matrix in the card's memory; what
//                                   lies outside reads as 0 and is not written
//   get, get4, put, put4            the same in shared memory
//   barrier()                       waits for all threads of the block
//   copy_async, commit, wait<N>     16 bytes to shared memory while we go on; wait until all but
//                                   the last N commits have arrived
//   Left, Right, Sums, load, clear, multiply_add, store_sums       tensor cores, a warp together
}  // namespace lesson21
