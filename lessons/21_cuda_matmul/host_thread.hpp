// A kernel's thread on the CPU: what every name in kernels/matrix.hpp's list means here.
#pragma once

#include <array>
#include <cstring>
#include <deque>
#include <vector>

#include "engine/error.hpp"
#include "lessons/21_cuda_matmul/fibers.hpp"
#include "lessons/21_cuda_matmul/host_fragments.hpp"
#include "lessons/21_cuda_matmul/recorder.hpp"

namespace lesson21 {

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

  // The copy arrives when it is waited for, not before; until then NaN lies there, as a card would
  // promise nothing. A kernel that waits too little is found out.
  template <class Number>
  void copy_async(Number* shared, const Matrix<const Number>& x, int row, int column);
  void commit();
  template <int N>
  void wait() {
    arrive(N);
  }

  // Tensor cores: the first lane of a warp does the work of all, register by register.
  template <class Format>
  struct Left : LeftRegisters {};
  template <class Format>
  struct Right : RightRegisters {};
  template <class Format>
  struct Sums : SumRegisters {};
  template <class Format>
  void clear(Sums<Format>& sums) {
    std::memset(&sums, 0, sizeof(sums));
  }
  template <class Format, class Number>
  void load(Left<Format>& a, const Number* shared, int stride) {
    note_named(shared, stride);
    if (leads()) load_left(a, shared, stride);
  }
  void load(Right<InBf16>& b, const Bf16* shared, int stride);
  void load(Right<InTf32>& b, const float* shared, int stride);
  void multiply_add(Sums<InBf16>& sums, const Left<InBf16>& a, const Right<InBf16>& b);
  void multiply_add(Sums<InTf32>& sums, const Left<InTf32>& a, const Right<InTf32>& b);
  void store_sums(const Matrix<float>& x, int row, int column, const SumRegisters& sums);

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
  template <class Number>  // as ldmatrix reads: 16 bytes a lane
  void note_named(const Number* shared, int stride) {
    const int lane = index % 32, half = named_half(lane) * int(16 / sizeof(Number));
    note_shared(Access::shared_read, shared + named_row(lane) * stride + half, 16);
  }
  void note_fragment();
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

}  // namespace lesson21
