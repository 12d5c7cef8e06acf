// The formats in which files hold numbers.

#include "engine/io/dtype.hpp"

#include <bit>
#include <cstddef>

namespace heed::inline HEED_PRECISION {

namespace {

struct Format {
  uint64_t width;
  const char* name;
  bool whole;
};

constexpr Format kFormats[] = {
    // by Dtype
    {1, "BOOL", true}, {1, "U8", true},    {1, "I8", true},  {2, "I16", true}, {2, "U16", true},
    {2, "F16", false}, {2, "BF16", false}, {4, "I32", true}, {4, "U32", true}, {4, "F32", false},
    {8, "F64", false}, {8, "I64", true},   {8, "U64", true},
};

}  // namespace

uint64_t width(Dtype dtype) { return kFormats[size_t(dtype)].width; }
const char* dtype_name(Dtype dtype) { return kFormats[size_t(dtype)].name; }
bool is_whole(Dtype dtype) { return kFormats[size_t(dtype)].whole; }

float from_f16(uint16_t bits) {
  const uint32_t sign = uint32_t(bits >> 15) << 31;
  const uint32_t exponent = bits >> 10 & 31, fraction = bits & 1023;
  if (exponent == 0) {  // zero and the subnormals: fraction / 2^24
    const float magnitude = float(fraction) / float(1 << 24);
    return sign ? -magnitude : magnitude;
  }
  const uint32_t wide = exponent == 31 ? 255 : exponent - 15 + 127;  // 31: infinity and NaN
  return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
}

float from_bf16(uint16_t bits) { return std::bit_cast<float>(uint32_t(bits) << 16); }

}  // namespace heed::inline HEED_PRECISION
