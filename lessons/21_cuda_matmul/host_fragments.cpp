// What ldmatrix and mma do with the registers of a warp.
#include "lessons/21_cuda_matmul/host_fragments.hpp"

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

// Where row `row` of square `square` lies: at what lane 8 square + row names.
template <class Number>
const Number* named(const Number* shared, int stride, int square, int row) {
  const int lane = 8 * square + row;
  return shared + named_row(lane) * stride + named_half(lane) * int(16 / sizeof(Number));
}

template <class Number>
void load_matrix(LeftRegisters& to, const Number* shared, int stride) {
  for (int lane = 0; lane < 32; ++lane)
    for (int square = 0; square < 4; ++square)
      std::memcpy(
          &to.at[lane][square],
          reinterpret_cast<const char*>(named(shared, stride, square, lane / 4)) + 4 * (lane % 4),
          4);
}

// The square that the registers hold, as numbers. Rows i, k of the left one; k, columns j of the
// right one; g = lane / 4 and t = lane % 4 of PTX's tables.
struct Square {
  float at[16][16];
};

float half_of(uint32_t pair, int which) {
  return from_bits(which ? pair & 0xFFFF0000u : pair << 16);
}

Square left_of(const LeftRegisters& a, int inner) {
  Square square;
  for (int i = 0; i < 16; ++i)
    for (int k = 0; k < inner; ++k) {
      const int place = (i >= 8) + 2 * (k >= inner / 2), within = k % (inner / 2);
      square.at[i][k] = inner == 16 ? half_of(a.at[i % 8 * 4 + within / 2][place], within % 2)
                                    : from_bits(a.at[i % 8 * 4 + within][place]);
    }
  return square;
}

Square right_of(const RightRegisters& b, int inner) {
  Square square;
  for (int k = 0; k < inner; ++k)
    for (int j = 0; j < 16; ++j) {
      const int half = k >= inner / 2, within = k % (inner / 2);
      square.at[k][j] = inner == 16 ? half_of(b.at[j % 8 * 4 + within / 2][j / 8][half], within % 2)
                                    : from_bits(b.at[j % 8 * 4 + within][j / 8][half]);
    }
  return square;
}

void multiply(SumRegisters& sums, const LeftRegisters& a, const RightRegisters& b, int inner) {
  const Square left = left_of(a, inner), right = right_of(b, inner);
  float row[16];
  for (int i = 0; i < 16; ++i) {
    std::memset(row, 0, sizeof(row));
    for (int k = 0; k < inner; ++k)
      for (int j = 0; j < 16; ++j) row[j] += left.at[i][k] * right.at[k][j];
    for (int j = 0; j < 16; ++j)
      sums.at[i % 8 * 4 + j % 8 / 2][j / 8][2 * (i >= 8) + j % 2] += row[j];
  }
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

void load_left(LeftRegisters& to, const Bf16* shared, int stride) {
  load_matrix(to, shared, stride);
}

void load_left(LeftRegisters& to, const float* shared, int stride) {
  load_matrix(to, shared, stride);
  for (auto& lane : to.at)
    for (uint32_t& number : lane) number = bits_of(to_tf32(from_bits(number)));
}

void load_right(RightRegisters& to, const Bf16* shared, int stride) {
  for (int lane = 0; lane < 32; ++lane)
    for (int square = 0; square < 4; ++square) {
      const auto number = [&](int row) {
        return uint32_t(named(shared, stride, square, row)[lane / 4].bits);
      };
      const int first = 2 * (lane % 4);
      to.at[lane][square / 2][square % 2] = number(first) | number(first + 1) << 16;
    }
}

void load_right(RightRegisters& to, const float* shared, int stride) {
  for (int lane = 0; lane < 32; ++lane)
    for (int columns = 0; columns < 2; ++columns)
      for (int half = 0; half < 2; ++half)
        to.at[lane][columns][half] =
            bits_of(to_tf32(shared[right_k(lane, half) * stride + right_column(lane, columns)]));
}

void multiply_bf16(SumRegisters& sums, const LeftRegisters& a, const RightRegisters& b) {
  multiply(sums, a, b, 16);
}
void multiply_tf32(SumRegisters& sums, const LeftRegisters& a, const RightRegisters& b) {
  multiply(sums, a, b, 8);
}

}  // namespace lesson21
