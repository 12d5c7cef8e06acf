// Sampling an image: rows are mixed a register at a time, then the mixed row's columns.

#include "engine/kernels/resample.hpp"

#include <numeric>

#include "engine/kernels/map.hpp"

namespace heed::inline HEED_PRECISION::kernels {

namespace {

// The terms of number k.
struct Terms {
  const int64_t* index;
  const real* weight;
  int64_t count;
  Terms(const Sampling& axis, int64_t k)
      : index(axis.index.data() + axis.start[size_t(k)]),
        weight(axis.weight.data() + axis.start[size_t(k)]),
        count(axis.start[size_t(k) + 1] - axis.start[size_t(k)]) {}
};

// The weighted sum of rows of x; where it is one row as it stands, that row. `space` holds a row.
const real* mixed_row(const Terms& terms, int64_t width, const real* x, real* space) {
  if (terms.count == 1 && terms.weight[0] == real(1)) return x + terms.index[0] * width;
  if (terms.count == 0) std::fill_n(space, width, real(0));
  for (int64_t t = 0; t < terms.count; ++t) {
    const auto f = [w = terms.weight[t]](auto v) { return v * w; };
    map_here(width, f, {space, t > 0}, x + terms.index[t] * width);
  }
  return space;
}

void sample_row(const Sampling& across, const real* row, Slot y) {
  for (int64_t k = 0; k < across.size(); ++k) {
    const Terms terms(across, k);
    real sum = y.add ? y.data[k] : 0;
    for (int64_t t = 0; t < terms.count; ++t) sum += terms.weight[t] * row[terms.index[t]];
    y.data[k] = sum;
  }
}

}  // namespace

void Sampling::add(int64_t from, double share) {
  if (share == 0) return;
  index.push_back(from);
  weight.push_back(real(share));
}

// Counts the terms of each column, which is where the next one's begin; then puts them there.
Sampling Sampling::transposed() const {
  Sampling result(size());
  result.start.assign(size_t(source) + 1, 0);
  for (const int64_t i : index) ++result.start[size_t(i) + 1];
  std::partial_sum(result.start.begin(), result.start.end(), result.start.begin());
  result.index.resize(index.size());
  result.weight.resize(index.size());
  std::vector<int64_t> free(result.start);
  for (int64_t k = 0; k < size(); ++k)
    for (int64_t t = start[size_t(k)]; t < start[size_t(k) + 1]; ++t) {
      const auto place = size_t(free[size_t(index[size_t(t)])]++);
      result.index[place] = k;
      result.weight[place] = weight[size_t(t)];
    }
  return result;
}

void resample(int64_t images, const Sampling& down, const Sampling& across, const real* x, Slot y) {
  const int64_t height = down.size(), width = across.size();
  if (height == 0 || width == 0) return;
  const auto terms = [](const Sampling& axis) { return int64_t(axis.index.size()); };
  const int64_t work = terms(down) * across.source / height / 4 + terms(across) + 1;
  parallel_for(images * height, kGrain / 4 / work, [&](int64_t begin, int64_t end) {
    const Buffer space = Buffer::uninitialized(across.source);
    for (int64_t k = begin; k < end; ++k) {
      const real* image = x + k / height * down.source * across.source;
      const real* row = mixed_row({down, k % height}, across.source, image, space.data());
      sample_row(across, row, {y.data + k * width, y.add});
    }
  });
}

}  // namespace heed::inline HEED_PRECISION::kernels
