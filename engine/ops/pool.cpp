// Pooling goes over the places of a window, and there over the part of it that lies inside the
// image.

#include "engine/ops/pool.hpp"

#include <string>

#include "engine/kernels/parallel.hpp"
#include "engine/kernels/resample.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Slide, kernels::Window;

// Of an axis, what the window sees at a place: [begin, end).
struct Seen {
  int64_t begin, end;
  Seen(const Slide& slide, int64_t place)
      : begin(std::max<int64_t>(0, slide.source(place, 0))),
        end(std::min(slide.size, slide.source(place, slide.kernel))) {}
  int64_t length() const { return end - begin; }
};

// Calls body(start of the image in x, place in y, rows, columns) for every place of every image.
template <class Body>
void each_place(const Window& window, int64_t images, const Body& body) {
  const int64_t work = window.places() * window.taps();
  kernels::parallel_for(images, kernels::kGrain / (work + 1), [&](int64_t begin, int64_t end) {
    for (int64_t image = begin; image < end; ++image) {
      const int64_t start = image * window.h.size * window.w.size;
      int64_t place = image * window.places();
      for (int64_t y = 0; y < window.h.places(); ++y)
        for (int64_t x = 0; x < window.w.places(); ++x)
          body(start, place++, Seen(window.h, y), Seen(window.w, x));
    }
  });
}

// Where the largest number stands, the first of equal ones; or a NaN.
int64_t largest(const real* image, int64_t width, const Seen& rows, const Seen& columns) {
  int64_t best = rows.begin * width + columns.begin;
  for (int64_t i = rows.begin; i < rows.end; ++i)
    for (int64_t k = i * width + columns.begin; k < i * width + columns.end; ++k)
      if (image[k] > image[best] || image[k] != image[k]) best = k;
  return best;
}

Shape pooled(const Shape& x, const Window& window) {
  Shape shape = x;
  shape[x.rank() - 2] = window.h.places();
  shape[x.rank() - 1] = window.w.places();
  return shape;
}

void check_image(const Op& op, const Tensor& x) {
  if (x.dim() < 2 || x.size(-1) == 0 || x.size(-2) == 0)
    throw ShapeError(op.explain("there is no image", {{"x", x.shape(), {-2, -1}}},
                                "needs (.., H, W), H and W at least 1"));
}

Window checked_window(const Op& op, const Tensor& x, Pair kernel, Pair stride, Pair padding) {
  check_image(op, x);
  const Window window = kernels::window_over(op, x.shape(), kernel, stride, padding, 1);
  if (padding.h > kernel.h / 2 || padding.w > kernel.w / 2)
    throw ValueError(op.explain("the padding is more than half the kernel", {},
                                "needs less: else a window could see nothing of the image"));
  return window;
}

// Of `parts` parts of an axis, each one's mean.
kernels::Sampling means(int64_t length, int64_t parts) {
  kernels::Sampling samples(length);
  for (int64_t k = 0; k < parts; ++k, samples.next()) {
    const int64_t begin = k * length / parts, end = ((k + 1) * length + parts - 1) / parts;
    for (int64_t i = begin; i < end; ++i) samples.add(i, 1 / double(end - begin));
  }
  return samples;
}

}  // namespace

Tensor max_pool2d(const Tensor& x, Pair kernel, std::optional<Pair> stride, Pair padding,
                  Place at) {
  const Op op("max_pool2d", at);
  const Window window = checked_window(op, x, kernel, stride.value_or(kernel), padding);
  const int64_t images = x.shape().product(0, x.dim() - 2), width = window.w.size;
  Tensor y = empty(pooled(x.shape(), window), at);
  real* to = y.mutable_data();
  const real* from = x.data();
  each_place(window, images, [&](int64_t start, int64_t place, Seen rows, Seen columns) {
    to[place] = from[start + largest(from + start, width, rows, columns)];
  });

  return op.record(y, {x}, [=, saved = Saved(x)](Backward& step) {
    const real *numbers = step.get(saved), *dy = step.dy();
    real* dx = step.add_to(0);
    each_place(window, images, [&](int64_t start, int64_t place, Seen rows, Seen columns) {
      dx[start + largest(numbers + start, width, rows, columns)] += dy[place];
    });
  });
}

Tensor avg_pool2d(const Tensor& x, Pair kernel, std::optional<Pair> stride, Pair padding,
                  bool count_include_pad, Place at) {
  const Op op("avg_pool2d", at);
  const Window window = checked_window(op, x, kernel, stride.value_or(kernel), padding);
  const int64_t images = x.shape().product(0, x.dim() - 2), width = window.w.size;
  const auto share = [=](const Seen& rows, const Seen& columns) {
    return real(1) / real(count_include_pad ? window.taps() : rows.length() * columns.length());
  };
  Tensor y = empty(pooled(x.shape(), window), at);
  real* to = y.mutable_data();
  const real* from = x.data();
  each_place(window, images, [&](int64_t start, int64_t place, Seen rows, Seen columns) {
    real sum = 0;
    for (int64_t i = rows.begin; i < rows.end; ++i)
      for (int64_t j = columns.begin; j < columns.end; ++j) sum += from[start + i * width + j];
    to[place] = sum * share(rows, columns);
  });

  return op.record(y, {x}, [=](Backward& step) {
    const real* dy = step.dy();
    real* dx = step.add_to(0);
    each_place(window, images, [&](int64_t start, int64_t place, Seen rows, Seen columns) {
      const real part = dy[place] * share(rows, columns);
      for (int64_t i = rows.begin; i < rows.end; ++i)
        for (int64_t j = columns.begin; j < columns.end; ++j) dx[start + i * width + j] += part;
    });
  });
}

Tensor adaptive_avg_pool2d(const Tensor& x, Pair output, Place at) {
  const Op op("adaptive_avg_pool2d", at);
  check_image(op, x);
  kernels::check_lengths(op, "output", {output.h, output.w}, 1);
  const int64_t images = x.shape().product(0, x.dim() - 2);
  Shape shape = x.shape();
  shape[x.dim() - 2] = output.h;
  shape[x.dim() - 1] = output.w;
  Tensor y = empty(shape, at);
  if (images == 0) return op.record(y, {x}, [](Backward& step) { step.dx(0); });
  const auto down = means(x.size(-2), output.h), across = means(x.size(-1), output.w);
  kernels::resample(images, down, across, x.data(), {y.mutable_data(), false});

  return op.record(y, {x}, [=](Backward& step) {
    kernels::resample(images, down.transposed(), across.transposed(), step.dy(), step.dx(0));
  });
}

}  // namespace heed::inline HEED_PRECISION
