// argmax and argmin: one loop over lines.

#include <cmath>

#include "engine/kernels/lines.hpp"
#include "engine/ops/select.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Lines;

// places (outer, inner), all 0 at first: where on each line the number is that no other is before.
template <class Before>
void find_first(const Lines& lines, const real* x, Before before, int64_t* places) {
  const int64_t inner = lines.inner,
                grain = kernels::kGrain / 4 / std::max<int64_t>(lines.length, 1);
  kernels::parallel_for(lines.count(), grain, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; ++k) {
      const real* line = x + k / inner * lines.length * inner + k % inner;
      real best = line[0];
      for (int64_t l = 1; l < lines.length && !std::isnan(best); ++l) {
        const real v = line[l * inner];
        if (!before(v, best) && !std::isnan(v)) continue;
        best = v;
        places[k] = l;
      }
    }
  });
}

template <class Before>
Indices places_of(const char* name, const Tensor& x, std::optional<int64_t> dim, bool keepdim,
                  Place at, Before before) {
  const Op op(name, at);
  const int axis = dim ? checked_axis(*dim, x.shape(), name, at) : 0;
  const Lines lines(dim ? x.shape() : Shape{x.numel()}, axis);
  if (lines.length == 0 && lines.count() > 0)
    throw ShapeError(
        op.explain("there is nothing to choose from",
                   {dim ? Operand{"x", x.shape(), {axis - x.dim()}} : Operand{"x", x.shape()}},
                   "of no numbers none is the largest or smallest"));
  Shape shape;
  for (int k = 0; k < x.dim(); ++k) {
    if (dim && k != axis)
      shape.push_back(x.shape()[k]);
    else if (keepdim)
      shape.push_back(1);
  }
  Indices places(shape, 0, at);
  find_first(lines, x.data(), before, places.mutable_data());
  return places;
}

}  // namespace

Indices argmax(const Tensor& x, std::optional<int64_t> dim, bool keepdim, Place at) {
  return places_of("argmax", x, dim, keepdim, at, [](real u, real v) { return u > v; });
}

Indices argmin(const Tensor& x, std::optional<int64_t> dim, bool keepdim, Place at) {
  return places_of("argmin", x, dim, keepdim, at, [](real u, real v) { return u < v; });
}

}  // namespace heed::inline HEED_PRECISION
