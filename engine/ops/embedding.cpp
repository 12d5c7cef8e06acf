// Forward copies rows; backward adds them up, each thread some columns of all rows, so that two of
// the same row never meet, and are added in order.

#include "engine/ops/embedding.hpp"

#include <cstring>

#include "engine/kernels/broadcast.hpp"
#include "engine/ops/index_range.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

void gather_rows(const Indices& indices, int64_t width, const real* weight, real* y) {
  kernels::parallel_for(indices.numel(), kernels::kGrain / 4 / std::max<int64_t>(width, 1),
                        [&](int64_t begin, int64_t end) {
                          for (int64_t i = begin; i < end; ++i)
                            std::memcpy(y + i * width, weight + indices[i] * width,
                                        size_t(width) * sizeof(real));
                        });
}

void add_rows(const Indices& indices, int64_t width, const real* dy, real* dweight) {
  const int64_t count = std::max<int64_t>(indices.numel(), 1);
  const int64_t grain = std::max(kernels::kGrain / 4 / count, kernels::kWidth);
  kernels::parallel_for(width, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = 0; i < indices.numel(); ++i) {
      const real* row = dy + i * width;
      kernels::write_run(begin, end, {dweight + indices[i] * width, true}, [&](int64_t k, auto as) {
        return kernels::read<1, typename decltype(as)::kind>(row, k);
      });
    }
  });
}

}  // namespace

Tensor embedding(const Tensor& weight, const Indices& indices, Place at) {
  const Op op("embedding", at);
  if (weight.dim() != 2)
    throw ShapeError(op.explain("the table has not two axes", {{"weight", weight.shape()}},
                                "needs weight (V, D): V rows of D numbers"));
  const int64_t rows = weight.shape()[0], width = weight.shape()[1];
  check_range(op, "indices", indices, rows,
              "an index names one of the " + std::to_string(rows) + " rows of weight " +
                  to_string(weight.shape()));
  Shape shape = indices.shape();
  shape.push_back(width);
  Tensor y = empty(shape, at);
  gather_rows(indices, width, weight.data(), y.mutable_data());
  return op.record(y, {weight}, [indices, width](Backward& step) {
    add_rows(indices, width, step.dy(), step.add_to(0));
  });
}

}  // namespace heed::inline HEED_PRECISION
