// Convolution by hand: loops, a matrix product, and its gradients as convolutions.
#include "lessons/04_convolution/convolving.hpp"

#include "engine/ops.hpp"

namespace lesson04 {

namespace {

struct Sizes {
  int64_t batch, in, height, width;             // of x
  int64_t out, kernel_height, kernel_width;     // of weight
  int64_t padding, places_down, places_across;  // of y
};

Sizes sizes_of(const Tensor& x, int64_t out, int64_t kernel_height, int64_t kernel_width,
               int64_t padding) {
  const int64_t height = x.size(2), width = x.size(3);
  return {x.size(0),
          x.size(1),
          height,
          width,
          out,
          kernel_height,
          kernel_width,
          padding,
          height + 2 * padding - kernel_height + 1,
          width + 2 * padding - kernel_width + 1};
}

// The number of channel c of example n at row a, column b; outside the picture 0.
real pixel(const real* x, const Sizes& s, int64_t n, int64_t c, int64_t a, int64_t b) {
  const bool inside = a >= 0 && a < s.height && b >= 0 && b < s.width;
  return inside ? x[((n * s.in + c) * s.height + a) * s.width + b] : 0;
}

// y[n, o, v, u]: the three inner loops.
real one_place(const real* x, const real* weight, const Sizes& s, int64_t n, int64_t o, int64_t v,
               int64_t u) {
  real sum = 0;
  for (int64_t c = 0; c < s.in; ++c)
    for (int64_t i = 0; i < s.kernel_height; ++i)
      for (int64_t j = 0; j < s.kernel_width; ++j)
        sum += weight[((o * s.in + c) * s.kernel_height + i) * s.kernel_width + j] *
               pixel(x, s, n, c, v + i - s.padding, u + j - s.padding);
  return sum;
}

}  // namespace

Tensor by_loops(const Tensor& x, const Tensor& weight, int64_t padding) {
  const Sizes s = sizes_of(x, weight.size(0), weight.size(2), weight.size(3), padding);
  Tensor y = empty({s.batch, s.out, s.places_down, s.places_across});
  real* to = y.mutable_data();
  for (int64_t n = 0; n < s.batch; ++n)
    for (int64_t o = 0; o < s.out; ++o)
      for (int64_t v = 0; v < s.places_down; ++v)
        for (int64_t u = 0; u < s.places_across; ++u)
          *to++ = one_place(x.data(), weight.data(), s, n, o, v, u);
  return y;
}

Tensor columns_of(const Tensor& x, int64_t kernel_height, int64_t kernel_width, int64_t padding) {
  const Sizes s = sizes_of(x, 0, kernel_height, kernel_width, padding);
  Tensor columns =
      empty({s.batch, s.in * kernel_height * kernel_width, s.places_down * s.places_across});
  real* to = columns.mutable_data();
  for (int64_t n = 0; n < s.batch; ++n)
    for (int64_t c = 0; c < s.in; ++c)  // a row for each of the kernel's numbers
      for (int64_t i = 0; i < kernel_height; ++i)
        for (int64_t j = 0; j < kernel_width; ++j)
          for (int64_t v = 0; v < s.places_down; ++v)  // in it, a number for each place
            for (int64_t u = 0; u < s.places_across; ++u)
              *to++ = pixel(x.data(), s, n, c, v + i - padding, u + j - padding);
  return columns;
}

Tensor by_columns(const Tensor& x, const Tensor& weight, int64_t padding) {
  const Sizes s = sizes_of(x, weight.size(0), weight.size(2), weight.size(3), padding);
  const Tensor columns = columns_of(x, s.kernel_height, s.kernel_width, padding);
  const Tensor y = matmul(flatten(weight, 1), columns);  // (N, O, H' W')
  return reshape(y, {s.batch, s.out, s.places_down, s.places_across});
}

Gradients gradients_by_hand(const Tensor& x, const Tensor& weight, int64_t padding,
                            const Tensor& dy) {
  const NoGrad no_grad;
  // y[v] took x[v + i - p] by w[i], so x[a] gets w[i] dy[a - i + p]: i runs backwards over dy.
  const Tensor flipped = flip(transpose(weight, 0, 1), {2, 3});  // (C, O, kh, kw)
  const Tensor dx = by_loops(dy, flipped, weight.size(2) - 1 - padding);
  // w[i] met x[v + i - p] and made y[v]: dy slides over x, as a kernel as large as y.
  const Tensor dweight = by_loops(transpose(x, 0, 1), transpose(dy, 0, 1), padding);
  return {dx, transpose(dweight, 0, 1)};
}

}  // namespace lesson04
