// Arrays as files hold them, and how they become a Tensor or Indices.
#pragma once

#include <string_view>

#include "engine/indices.hpp"
#include "engine/io/dtype.hpp"
#include "engine/io/source.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Where an array is in a Source, row-major. Whoever makes one has checked that its bytes are there.
struct StoredArray {
  Dtype dtype = kRealDtype;
  Shape shape;
  uint64_t offset = 0;  // of its first byte
  bool big_endian = false;
};

// An array of any format in this build's precision. f16 and bf16 are exact; f64 is rounded to the
// nearest float in the float build. What would quietly become another number is a FileError that
// names `field` and the element: a whole number that `real` cannot hold exactly (2^24 + 1 in
// float), a finite f64 beyond the largest float, a boolean that is neither 0 nor 1.
Tensor read_tensor(const Source& source, const StoredArray& array, std::string_view field);

// Booleans and integers, not by way of real. FileError for other formats, and for a number beyond
// 2^63 - 1.
Indices read_indices(const Source& source, const StoredArray& array, std::string_view field);

}  // namespace heed::inline HEED_PRECISION
