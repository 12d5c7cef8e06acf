// Row by row: a part is kept, the rest is zero; backward keeps the same part of the gradient.

#include "engine/ops/triangle.hpp"

#include <algorithm>

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

enum class Side { lower, upper };

// x (.., m, n), of whose row i the numbers up to i + diagonal are kept, or those from there on.
void keep(Side side, int64_t diagonal, const Shape& shape, const real* x, Slot y) {
  const int64_t m = shape[shape.rank() - 2], n = shape.back();
  const int64_t rows = n == 0 ? 0 : shape.numel() / n;
  const int64_t past = side == Side::lower ? 1 : 0;  // the diagonal belongs to both
  kernels::parallel_for(
      rows, kernels::kGrain / 4 / std::max<int64_t>(n, 1), [&](int64_t first, int64_t last) {
        for (int64_t row = first; row < last; ++row) {
          const int64_t cut = std::clamp<int64_t>(row % m + diagonal + past, 0, n);
          const int64_t begin = side == Side::lower ? 0 : cut, end = side == Side::lower ? cut : n;
          real* out = y.data + row * n;
          if (!y.add) {
            std::fill(out, out + begin, real(0));
            std::fill(out + end, out + n, real(0));
          }
          kernels::map_here(
              end - begin, [](auto v) { return v; }, {out + begin, y.add}, x + row * n + begin);
        }
      });
}

Tensor triangle(const char* name, Side side, const Tensor& x, int64_t diagonal, Place at) {
  const Op op(name, at);
  if (x.dim() < 2)
    throw ShapeError(op.explain("not a matrix", {{"x", x.shape()}}, "needs x (.., m, n)"));
  const int64_t k = std::clamp(diagonal, -x.size(-2) - 1, x.size(-1) + 1);  // beyond: all the same
  Tensor y = empty(x.shape(), at);
  keep(side, k, x.shape(), x.data(), {y.mutable_data(), false});
  return op.record(y, {x}, [=, shape = x.shape()](Backward& step) {
    keep(side, k, shape, step.dy(), step.dx(0));
  });
}

}  // namespace

Tensor tril(const Tensor& x, int64_t diagonal, Place at) {
  return triangle("tril", Side::lower, x, diagonal, at);
}

Tensor triu(const Tensor& x, int64_t diagonal, Place at) {
  return triangle("triu", Side::upper, x, diagonal, at);
}

}  // namespace heed::inline HEED_PRECISION
