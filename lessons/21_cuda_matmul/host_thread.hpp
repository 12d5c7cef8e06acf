// A kernel's thread on the CPU: what every name in kernels/matrix.hpp's list means here.
#pragma once

#include <array>
#include <cstring>
#include <deque>
#include <vector>

#include "engine/error.hpp"
#include "lessons/21_cuda_matmul/fibers.hpp"
#include "lessons/21_cuda_matmul/kernels/matrix.hpp"
#include "lessons/21_cuda_matmul/kernels/tensor_cores.hpp"
#include "lessons/21_cuda_matmul/recorder.hpp"

namespace lesson21 {

float to_float(float x);
float to_float(Bf16 x);
Bf16 to_bf16(float x);   // the nearest, ties to even
float to_tf32(float x);  // 10 bits of fraction, ties away from 0

// What the threads of a block share.
struct HostBlock {
  Fibers& fibers;
  Recorder* recorder;  // or null: nobody counts
  std::byte* shared;
  size_t shared_bytes;
};

class HostThread {
 public:
  HostThread(HostBlock& block, int x, int y, int thread)
      : block_x(x), block_y(y), index(thread), block_(block) {}

  const int block_x, block_y, index;

  float load(const Matrix<const float>& x, int row, int column) { return read(x, row, column); }
  Four load4(const Matrix<const float>& x, int row, int column);
  void store(const Matrix<float>& x, int row, int column, float value);
  void store4(const Matrix<float>& x, int row, int column, const Four& value);

  float get(const float& shared) {
    note_shared(Access::shared_read, &shared, 4);
    return shared;
  }
  Four get4(const float* shared);
  void put(float& shared, float value) {
    note_shared(Access::shared_write, &shared, 4);
    shared = value;
  }
  void put4(float* shared, const Four& value);

  void barrier() { block_.fibers.pause(); }
  void warp_barrier() { block_.fibers.pause(); }  // for the whole block: warps do the same

  // The copy arrives when it is waited for, not before; until then NaN lies there, as a card would
  // promise nothing. A kernel that waits too little is found out.
  template <class Number>
  void copy_async(Number* shared, const Matrix<const Number>& x, int row, int column);
  void commit();
  template <int N>
  void wait() {
    arrive(N);
  }

  // Tensor cores: the first lane of a warp does the work of all.
  template <class Format>
  struct Left {
    float at[16][Format::kInner];
  };
  template <class Format>
  struct Right {
    float at[Format::kInner][16];
  };
  template <class Format>
  struct Sums {
    float at[16][16];
  };
  template <class Format>
  void clear(Sums<Format>& sums) {
    std::memset(&sums, 0, sizeof(sums));
  }
  template <class Fragment, class Number>
  void load(Fragment& fragment, const Number* shared, int stride);
  template <class Format>
  void multiply_add(Sums<Format>& sums, const Left<Format>& a, const Right<Format>& b);
  template <class Format>
  void store_sums(float* shared, const Sums<Format>& sums, int stride);

 private:
  struct Copy {
    void* to;
    std::array<std::byte, 16> bytes;
  };
  template <class Number>
  static bool inside(const Matrix<Number>& x, int row, int column) {
    return row < x.rows && column < x.columns;
  }
  // Error for what the guards of a card would not keep back: a negative index.
  template <class Number>
  Number* address(const Matrix<Number>& x, int row, int column) const {
    if (row < 0 || column < 0) throw heed::Error("a negative row or column");
    return x.data + int64_t(row) * x.columns + column;
  }
  void note(Access access, const void* at, int bytes, bool present) {
    if (block_.recorder)
      block_.recorder->add(index, access, reinterpret_cast<uintptr_t>(at), bytes, present);
  }
  void note_shared(Access access, const void* at, int bytes) {
    const auto offset = size_t(static_cast<const std::byte*>(at) - block_.shared);
    if (offset + size_t(bytes) > block_.shared_bytes)
      throw heed::Error("thread " + std::to_string(index) + " leaves shared memory");
    if (block_.recorder) block_.recorder->add(index, access, offset, bytes);
  }
  template <class Number>
  Number read(const Matrix<const Number>& x, int row, int column) {
    const Number* from = address(x, row, column);
    const bool there = inside(x, row, column);
    note(Access::read, from, sizeof(Number), there);
    return there ? *from : Number{};
  }
  template <class Number>
  void note_fragment(const Number* shared, int rows, int columns, int stride);
  void arrive(size_t still_on_their_way);
  bool leads() const { return index % 32 == 0; }

  HostBlock& block_;
  std::vector<Copy> asked_;               // since the last commit
  std::deque<std::vector<Copy>> on_way_;  // one for each commit
};

template <class Number>
void HostThread::copy_async(Number* shared, const Matrix<const Number>& x, int row, int column) {
  constexpr int kCount = int(16 / sizeof(Number));
  if (!x.aligned) {
    for (int i = 0; i < kCount; ++i) {
      note_shared(Access::shared_write, shared + i, sizeof(Number));
      shared[i] = read(x, row, column + i);
    }
    return;
  }
  const Number* from = address(x, row, column);
  const bool there = inside(x, row, column);
  note(Access::read, from, 16, there);
  note_shared(Access::shared_write, shared, 16);
  Copy copy{shared, {}};
  if (there) std::memcpy(copy.bytes.data(), from, 16);
  std::memset(shared, 0xFF, 16);
  asked_.push_back(copy);
}

template <class Fragment, class Number>
void HostThread::load(Fragment& fragment, const Number* shared, int stride) {
  const int rows = int(std::size(fragment.at)), columns = int(std::size(fragment.at[0]));
  note_fragment(shared, rows, columns, stride);
  if (!leads()) return;
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < columns; ++j) {
      const float value = to_float(shared[i * stride + j]);
      fragment.at[i][j] = sizeof(Number) == 4 ? to_tf32(value) : value;
    }
}

// Which thread reads what is told by the layouts in PTX's manual. bf16 is read by ldmatrix: each
// lane names 16 bytes, one half of one of 16 rows. TF32 is read number by number, 4 x 8 at a time.
template <class Number>
void HostThread::note_fragment(const Number* shared, int rows, int columns, int stride) {
  const int lane = index % 32;
  if (sizeof(Number) == 2) {
    note_shared(Access::shared_read, shared + lane % 16 * stride + lane / 16 * 8, 16);
    return;
  }
  const int high = rows > columns ? 8 : 4, wide = 32 / high;  // left factor 8 x 4, right 4 x 8
  const int y = high == 8 ? lane / 4 : lane % 4, x = high == 8 ? lane % 4 : lane / 4;
  for (int i = 0; i < rows; i += high)
    for (int j = 0; j < columns; j += wide)
      note_shared(Access::shared_read, shared + (i + y) * stride + j + x, 4);
}

template <class Format>
void HostThread::multiply_add(Sums<Format>& sums, const Left<Format>& a, const Right<Format>& b) {
  if (!leads()) return;
  if (block_.recorder) block_.recorder->add_fragment();
  for (int i = 0; i < 16; ++i)
    for (int k = 0; k < Format::kInner; ++k)
      for (int j = 0; j < 16; ++j) sums.at[i][j] += a.at[i][k] * b.at[k][j];
}

template <class Format>
void HostThread::store_sums(float* shared, const Sums<Format>& sums, int stride) {
  const int row = index % 32 / 4, column = index % 4 * 2;  // two neighbours, in each quarter
  for (int i = 0; i < 16; i += 8)
    for (int j = 0; j < 16; j += 8)
      note_shared(Access::shared_write, shared + (row + i) * stride + column + j, 8);
  if (!leads()) return;
  for (int i = 0; i < 16; ++i)
    for (int j = 0; j < 16; ++j) shared[i * stride + j] = sums.at[i][j];
}

}  // namespace lesson21
