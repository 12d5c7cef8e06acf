// The emulation's loads and stores, and what lanes do for tensor cores.
#include "lessons/21_cuda_matmul/host_thread.hpp"

namespace lesson21 {

Four HostThread::load4(const Matrix<const float>& x, int row, int column) {
  Four value{};
  if (!x.aligned) {
    for (int i = 0; i < 4; ++i) value.at[i] = load(x, row, column + i);
    return value;
  }
  const bool there = inside(x, row, column);
  note(Access::read, address(x, row, column), sizeof(Four), there);
  if (there) std::memcpy(&value, address(x, row, column), sizeof(Four));
  return value;
}

void HostThread::store(const Matrix<float>& x, int row, int column, float value) {
  float* to = address(x, row, column);
  note(Access::write, to, sizeof(float), inside(x, row, column));
  if (inside(x, row, column)) *to = value;
}

void HostThread::store4(const Matrix<float>& x, int row, int column, const Four& value) {
  if (!x.aligned) {
    for (int i = 0; i < 4; ++i) store(x, row, column + i, value.at[i]);
    return;
  }
  float* to = address(x, row, column);
  note(Access::write, to, sizeof(Four), inside(x, row, column));
  if (inside(x, row, column)) std::memcpy(to, &value, sizeof(Four));
}

Four HostThread::get4(const float* shared) {
  note_shared(Access::shared_read, shared, sizeof(Four));
  Four value;
  std::memcpy(&value, shared, sizeof(Four));
  return value;
}

void HostThread::put4(float* shared, const Four& value) {
  note_shared(Access::shared_write, shared, sizeof(Four));
  std::memcpy(shared, &value, sizeof(Four));
}

void HostThread::commit() {
  on_way_.push_back(std::move(asked_));
  asked_.clear();
}

void HostThread::arrive(size_t still_on_their_way) {
  while (on_way_.size() > still_on_their_way) {
    for (const Copy& copy : on_way_.front()) {
      note_shared(Access::arrival, copy.to, 16);
      std::memcpy(copy.to, copy.bytes.data(), copy.bytes.size());
    }
    on_way_.pop_front();
  }
}

void HostThread::load(Right<InBf16>& b, const Bf16* shared, int stride) {
  note_named(shared, stride);
  if (leads()) load_right(b, shared, stride);
}

void HostThread::load(Right<InTf32>& b, const float* shared, int stride) {
  const int lane = index % 32;
  for (int columns = 0; columns < 2; ++columns)
    for (int half = 0; half < 2; ++half)
      note_shared(Access::shared_read,
                  shared + right_k(lane, half) * stride + right_column(lane, columns), 4);
  if (leads()) load_right(b, shared, stride);
}

void HostThread::note_fragment() {
  if (block_.recorder) block_.recorder->add_fragment();
}

void HostThread::multiply_add(Sums<InBf16>& sums, const Left<InBf16>& a, const Right<InBf16>& b) {
  if (!leads()) return;
  note_fragment();
  multiply_bf16(sums, a, b);
}

void HostThread::multiply_add(Sums<InTf32>& sums, const Left<InTf32>& a, const Right<InTf32>& b) {
  if (!leads()) return;
  note_fragment();
  multiply_tf32(sums, a, b);
}

// Each lane tells where it writes; the first one, which has the sums of all, writes.
void HostThread::store_sums(const Matrix<float>& x, int row, int column, const SumRegisters& sums) {
  const int bytes = x.aligned ? 8 : 4;
  const auto each_pair = [&](int lane, const auto& run) {
    for (int columns = 0; columns < 2; ++columns)
      for (int half = 0; half < 2; ++half)
        run(row + sum_row(lane, half), column + sum_column(lane, columns),
            &sums.at[lane][columns][2 * half]);
  };
  each_pair(index % 32, [&](int i, int j, const float*) {
    for (int one = 0; one < 8 / bytes; ++one)
      note(Access::write, address(x, i, j + one), bytes, inside(x, i, j + one));
  });
  if (!leads()) return;
  for (int lane = 0; lane < 32; ++lane)
    each_pair(lane, [&](int i, int j, const float* pair) {
      for (int one = 0; one < 2; ++one)
        if (inside(x, i, j + one)) *address(x, i, j + one) = pair[one];
    });
}

}  // namespace lesson21
