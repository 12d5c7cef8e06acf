// How alike the places of a picture are to one of them.
#include "lessons/07_positions/grid_likeness.hpp"

#include "engine/ops.hpp"

namespace lesson07 {

using namespace heed;

Tensor likeness_to(const Tensor& vectors, int64_t h, int64_t w, int64_t y, int64_t x) {
  const Tensor direction = vectors / sqrt(sum(vectors * vectors, -1, true));
  return reshape(matmul(direction, select(direction, 0, y * w + x)), {h, w});
}

Tensor as_rows(const Tensor& map) { return transpose(flatten(select(map, 0, 0), 1), 0, 1); }

Tensor as_map(const Tensor& rows, int64_t h, int64_t w) {
  return reshape(transpose(rows, 0, 1), {1, rows.size(1), h, w});
}

}  // namespace lesson07
