// Numbers in every format become this build's numbers, or an error, and never quietly others.

#include <cmath>
#include <cstring>
#include <limits>

#include "engine/io/stored_array.hpp"
#include "tests/engine/io/refusal.hpp"

using namespace heed;

namespace {

constexpr bool is_double = sizeof(real) == 8;

template <class T>
std::string bytes_of(const std::vector<T>& values, bool big_endian = false) {
  std::string bytes;
  for (const T& value : values) {
    std::string one(reinterpret_cast<const char*>(&value), sizeof value);
    if (big_endian) std::reverse(one.begin(), one.end());
    bytes += one;
  }
  return bytes;
}

StoredArray stored(Dtype dtype, const std::string& bytes, bool big_endian = false) {
  return {dtype, {int64_t(bytes.size() / width(dtype))}, 0, big_endian};
}

std::string tensor_refusal(Dtype dtype, const std::string& bytes) {
  return refusal([&] { read_tensor(*in_memory(bytes), stored(dtype, bytes), "the array"); });
}

// The value of a half-wide float by its definition: sign, exponent, fraction.
double by_definition(uint16_t bits, int exponent_bits) {
  const int fraction_bits = 15 - exponent_bits, bias = (1 << (exponent_bits - 1)) - 1;
  const int exponent = bits >> fraction_bits & ((1 << exponent_bits) - 1);
  const double fraction = bits & ((1 << fraction_bits) - 1), one = 1 << fraction_bits;
  const double sign = bits >> 15 ? -1 : 1;
  if (exponent == (1 << exponent_bits) - 1)
    return fraction == 0 ? sign * std::numeric_limits<double>::infinity() : std::nan("");
  if (exponent == 0) return sign * std::ldexp(fraction / one, 1 - bias);
  return sign * std::ldexp(1 + fraction / one, exponent - bias);
}

// All values of T, as a tensor and as Indices, in both orders of bytes.
template <class T>
void check_whole(Dtype dtype, const std::vector<T>& values) {
  for (const bool big_endian : {false, true}) {
    const std::string bytes = bytes_of(values, big_endian);
    const auto file = in_memory(bytes);
    const Tensor x = read_tensor(*file, stored(dtype, bytes, big_endian), "x");
    const Indices k = read_indices(*file, stored(dtype, bytes, big_endian), "x");
    for (size_t i = 0; i < values.size(); ++i) {
      CHECK(x.data()[i] == real(values[i]));
      CHECK(k[int64_t(i)] == int64_t(values[i]));
    }
  }
}

}  // namespace

TEST_CASE("every f16 and bf16 is read exactly: subnormals, infinities and NaN, too") {
  std::vector<uint16_t> all;
  for (int bits = 0; bits < 65536; ++bits) all.push_back(uint16_t(bits));
  for (const bool big_endian : {false, true}) {
    const std::string bytes = bytes_of(all, big_endian);
    const auto file = in_memory(bytes);
    const Tensor half = read_tensor(*file, stored(Dtype::f16, bytes, big_endian), "x");
    const Tensor brain = read_tensor(*file, stored(Dtype::bf16, bytes, big_endian), "x");
    int wrong = 0;
    const auto check = [&](real value, double expected) {
      if (std::isnan(expected) ? !std::isnan(value) : double(value) != expected) ++wrong;
      if (!std::isnan(expected) && std::signbit(value) != std::signbit(expected)) ++wrong;
    };
    for (size_t i = 0; i < all.size(); ++i) {
      check(half.data()[i], by_definition(all[i], 5));
      check(brain.data()[i], by_definition(all[i], 8));
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("floats and doubles are read in both orders of bytes") {
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> wide = {0, -0.0, 0.1, -1e-30, inf, -inf, 3.4e38};
  const std::vector<float> narrow(wide.begin(), wide.end());
  for (const bool big_endian : {false, true}) {
    const std::string f32 = bytes_of(narrow, big_endian), f64 = bytes_of(wide, big_endian);
    const Tensor x = read_tensor(*in_memory(f32), stored(Dtype::f32, f32, big_endian), "x");
    const Tensor y = read_tensor(*in_memory(f64), stored(Dtype::f64, f64, big_endian), "x");
    for (size_t i = 0; i < wide.size(); ++i) {
      CHECK(x.data()[i] == real(narrow[i]));
      CHECK(y.data()[i] == real(wide[i]));
      CHECK(std::signbit(x.data()[i]) == std::signbit(wide[i]));
    }
  }
  const std::string nan = bytes_of<double>({std::nan("")});
  CHECK(std::isnan(read_tensor(*in_memory(nan), stored(Dtype::f64, nan), "x").item()));
}

TEST_CASE("integers of every width are read, as numbers and as Indices") {
  check_whole<uint8_t>(Dtype::u8, {0, 1, 127, 128, 255});
  check_whole<int8_t>(Dtype::i8, {0, 1, 127, -1, -128});
  check_whole<uint16_t>(Dtype::u16, {0, 1, 0x1234, 65535});
  check_whole<int16_t>(Dtype::i16, {0, 1, -2, 32767, -32768});
  check_whole<uint32_t>(Dtype::u32, {0, 1, 0x12345600, 1u << 31});
  check_whole<int32_t>(Dtype::i32, {0, 1, -2, 1 << 24, -(1 << 24), INT32_MIN});
  check_whole<uint64_t>(Dtype::u64, {0, 1, uint64_t(1) << 62});
  check_whole<int64_t>(Dtype::i64, {0, 1, -2, int64_t(1) << 62, INT64_MIN});
  check_whole<uint8_t>(Dtype::boolean, {0, 1, 1, 0});
}

TEST_CASE("more numbers than are read at once are all read") {
  std::vector<int32_t> many(50'000);
  for (size_t i = 0; i < many.size(); ++i) many[i] = int32_t(i * 7) - 100'000;
  check_whole(Dtype::i32, many);
}

TEST_CASE("a whole number that the build cannot hold exactly is an error, as Indices it is not") {
  const int digits = is_double ? 53 : 24;
  const int64_t odd = (int64_t(1) << digits) + 1;
  const std::string bytes = bytes_of<int64_t>({odd - 1, odd + 1, odd});
  check_refusal(tensor_refusal(Dtype::i64, bytes),
                "the array: element 2 is " + std::to_string(odd) + ", which " +
                    (is_double ? "double" : "float") + " cannot hold exactly: read it as Indices");
  CHECK(read_indices(*in_memory(bytes), stored(Dtype::i64, bytes), "x")[2] == odd);
  check_refusal(tensor_refusal(Dtype::i64, bytes_of<int64_t>({-odd})), "element 0 is -");
  check_refusal(tensor_refusal(Dtype::i64, bytes_of<int64_t>({INT64_MAX})), "9223372036854775807");
  check_refusal(tensor_refusal(Dtype::u64, bytes_of<uint64_t>({UINT64_MAX})),
                "18446744073709551615");
}

TEST_CASE("Indices are whole numbers below 2^63, and nothing else") {
  const std::string big = bytes_of<uint64_t>({uint64_t(1) << 63}), f = bytes_of<float>({1});
  check_refusal(
      refusal([&] { read_indices(*in_memory(big), stored(Dtype::u64, big), "the array"); }),
      "the array: element 0 is 9223372036854775808, and Indices end at 2^63 - 1");
  check_refusal(refusal([&] { read_indices(*in_memory(f), stored(Dtype::f32, f), "the array"); }),
                "the array: holds F32, no whole numbers: read it as a Tensor");
}

TEST_CASE("a boolean that is neither 0 nor 1 is an error") {
  check_refusal(tensor_refusal(Dtype::boolean, "\1\2"),
                "element 1 is the byte 2, and a boolean is 0 or 1");
}

TEST_CASE("a double beyond the largest float is an error in the float build, infinity is not") {
  const std::string bytes = bytes_of<double>({1e39});
  if (is_double)
    CHECK(tensor_refusal(Dtype::f64, bytes) == "accepted");
  else
    check_refusal(tensor_refusal(Dtype::f64, bytes),
                  "element 0 is 1e+39, beyond the largest float: read it in the double build");
}

TEST_CASE("numbers that are not all there are an error") {
  const std::string bytes(7, '\0');
  check_refusal(refusal([&] {
                  read_tensor(*in_memory(bytes), {Dtype::f64, {1}}, "x");
                }),
                "bytes 0 to 8: not among its 7");
  check_refusal(refusal([&] { in_memory(bytes)->read_at(UINT64_MAX, 2); }), "not among its 7");
  check_refusal(refusal([&] { in_memory(bytes)->read_at(8, 0); }), "not among its 7");
  CHECK(in_memory(bytes)->read_at(7, 0).empty());
}
