// The formats in which files hold numbers.
#pragma once

#include <cstdint>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION {

// From narrow to wide, and then as safetensors lists them; it also gave them their names.
enum class Dtype : uint8_t { boolean, u8, i8, i16, u16, f16, bf16, i32, u32, f32, f64, i64, u64 };

// This build's numbers: F64 in the double build.
inline constexpr Dtype kRealDtype = sizeof(real) == 4 ? Dtype::f32 : Dtype::f64;

uint64_t width(Dtype dtype);          // bytes of an element
const char* dtype_name(Dtype dtype);  // "BOOL", "BF16", …
bool is_whole(Dtype dtype);           // booleans and integers

// The half-wide floats by their bits. Exact: every one of them, NaN and infinities too, is a float.
float from_f16(uint16_t bits);   // sign, 5 bits of exponent, 10 of fraction (IEEE 754)
float from_bf16(uint16_t bits);  // the upper half of a float

}  // namespace heed::inline HEED_PRECISION
