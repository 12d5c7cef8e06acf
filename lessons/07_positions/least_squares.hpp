// The linear map that fits best.
#pragma once

#include "lessons/07_positions/encodings.hpp"

namespace lesson07 {

// M (d, d) with the least sum of squares |to_p - M from_p|^2 over all rows p; `from` and `to`
// (n, d), n > d. By Householder's reflections, which lose fewer digits than the normal equations.
Table best_map(Table from, Table to);

// |to_p - M from_p| over |to_p|, of all rows together.
double relative_error(const Table& map, const Table& from, const Table& to);

Table rows(const Table& table, int64_t begin, int64_t end);

}  // namespace lesson07
