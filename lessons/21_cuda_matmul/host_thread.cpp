// The emulation's loads and stores, and its small numbers.
#include "lessons/21_cuda_matmul/host_thread.hpp"

namespace lesson21 {

namespace {

uint32_t bits_of(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof(bits));
  return bits;
}
float from_bits(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof(x));
  return x;
}

}  // namespace

float to_float(float x) { return x; }
float to_float(Bf16 x) { return from_bits(uint32_t(x.bits) << 16); }

Bf16 to_bf16(float x) {
  const uint32_t bits = bits_of(x);
  if (x != x) return {uint16_t(bits >> 16 | 0x40)};  // rounding must not make it infinite
  return {uint16_t((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)};
}

float to_tf32(float x) { return x != x ? x : from_bits((bits_of(x) + 0x1000) & ~0x1FFFu); }

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

}  // namespace lesson21
