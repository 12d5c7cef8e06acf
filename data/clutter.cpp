// Clutter: fragments first, around the place of the digit; then the digit; then noise.

#include "data/clutter.hpp"

#include <algorithm>
#include <cmath>

#include "data/batches.hpp"
#include "engine/random.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// Pictures (N, 1, from, from) as (N, to, to), each pixel mixed from the four nearest.
Tensor enlarged(const Tensor& images, int64_t to) {
  const int64_t count = images.size(0), from = images.size(2);
  Tensor result = empty({count, to, to});
  real* out = result.mutable_data();
  const auto place = [&](int64_t i) {  // the middle of pixel i, in pixels of the small picture
    return std::clamp((double(i) + 0.5) * double(from) / double(to) - 0.5, 0.0, double(from - 1));
  };
  for (int64_t n = 0; n < count; ++n) {
    const real* small = images.data() + n * from * from;
    for (int64_t y = 0; y < to; ++y)
      for (int64_t x = 0; x < to; ++x) {
        const double py = place(y), px = place(x);
        const int64_t y0 = int64_t(py), x0 = int64_t(px);
        const int64_t y1 = std::min(y0 + 1, from - 1), x1 = std::min(x0 + 1, from - 1);
        const double v = py - double(y0), u = px - double(x0);
        const double above = (1 - u) * small[y0 * from + x0] + u * small[y0 * from + x1];
        const double below = (1 - u) * small[y1 * from + x0] + u * small[y1 * from + x1];
        *out++ = real((1 - v) * above + v * below);
      }
  }
  return result;
}

// Draws one picture; says where the digit's corner is.
struct Painter {
  const ClutterOptions& options;
  const Tensor& digits;
  Random& random;
  real* picture;
  int64_t top = 0, left = 0;

  const real* digit(int64_t row) const {
    return digits.data() + row * options.digit * options.digit;
  }

  bool covers_digit(int64_t y, int64_t x) const {
    const int64_t f = options.fragment, d = options.digit;
    return y + f > top && y < top + d && x + f > left && x < left + d;
  }

  void fragment() {
    const int64_t f = options.fragment, d = options.digit;
    int64_t y, x;
    do {
      y = random.integer(options.size - f + 1);
      x = random.integer(options.size - f + 1);
    } while (covers_digit(y, x));
    const real* source = digit(random.integer(digits.size(0)));
    const int64_t from_y = random.integer(d - f + 1), from_x = random.integer(d - f + 1);
    for (int64_t i = 0; i < f; ++i)
      for (int64_t j = 0; j < f; ++j) {
        real& pixel = picture[(y + i) * options.size + x + j];
        pixel = std::max(pixel, source[(from_y + i) * d + from_x + j]);
      }
  }

  void paint(int64_t row) {
    const int64_t d = options.digit, size = options.size;
    std::fill_n(picture, size * size, real(0));
    top = random.integer((size - d) / options.grid + 1) * options.grid;
    left = random.integer((size - d) / options.grid + 1) * options.grid;
    for (int64_t i = 0; i < options.fragments; ++i) fragment();
    for (int64_t i = 0; i < d; ++i)
      std::copy_n(digit(row) + i * d, d, picture + (top + i) * size + left);
    for (int64_t i = 0; i < size * size; ++i) picture[i] += real(options.noise * random.normal());
  }
};

}  // namespace

ClutterGenerator::ClutterGenerator(const Digits& digits, ClutterOptions options, uint64_t seed,
                                   Place at)
    : options_(options), seed_(seed), labels_(digits.labels) {
  // Beside the digit there must be room for a fragment wherever the digit stands.
  if (options.digit + 2 * options.fragment > options.size || options.fragment > options.digit ||
      options.fragment < 1 || options.grid < 1 || digits.size() == 0)
    throw ValueError(explain("ClutterGenerator", at, "the pieces do not fit into the picture", {},
                             "needs digit + 2 fragment <= size, 1 <= fragment <= digit, grid >= 1, "
                             "and at least one digit"));
  digits_ = enlarged(digits.images, options.digit);
}

Clutter ClutterGenerator::pictures(const Indices& rows, int64_t first) const {
  const int64_t count = rows.numel(), pixels = options_.size * options_.size;
  Clutter result{empty({count, 1, options_.size, options_.size}), take(labels_, rows), {}, {}};
  real* out = result.images.mutable_data();
  for (int64_t b = 0; b < count; ++b) {
    Random random(seed_, uint64_t(first + b));
    Painter painter{options_, digits_, random, out + b * pixels};
    painter.paint(rows[b]);
    result.top.push_back(painter.top);
    result.left.push_back(painter.left);
  }
  return result;
}

}  // namespace heed::inline HEED_PRECISION
