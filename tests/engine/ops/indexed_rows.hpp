// What the rows of operations with indices share.
#pragma once

#include <utility>
#include <vector>

#include "engine/indices.hpp"
#include "tests/engine/op_check.hpp"

namespace heed::inline HEED_PRECISION {

// Some places several times, others never.
inline Indices wanted(const Shape& shape, int64_t places) {
  Indices indices(shape);
  for (int64_t i = 0; i < indices.numel(); ++i)
    indices.mutable_data()[i] = (i * i * 5 + i / 3) % (places + 1) % places;
  return indices;
}

inline Indices list(std::vector<int64_t> values) { return Indices(std::move(values)); }

inline OpRow with_errors(OpRow row, std::vector<ErrorCase> errors) {
  row.errors = std::move(errors);
  return row;
}

}  // namespace heed::inline HEED_PRECISION
