// A convolution as matrix products: what the window sees at each place is laid out as a column
// (Chellapilla et al. 2006), so that the sum over channels and taps is a product with the weights.

#include "engine/kernels/conv.hpp"

#include "engine/kernels/gemm.hpp"
#include "engine/kernels/parallel_sum.hpp"
#include "engine/kernels/row.hpp"

namespace heed::inline HEED_PRECISION::kernels {

namespace {

// What one product computes: a group's channels, at all places of some images, or some rows of one.
struct Tile {
  int64_t image, images, row, rows, group;
};

// A convolution cut into tiles.
struct Tiled : Conv {
  int64_t tile_images = 1, tile_rows = window.h.places();

  explicit Tiled(const Conv& conv);
  int64_t x_start(const Tile& t) const { return t.image * x_image() + t.group * in * pixels(); }
  int64_t y_start(const Tile& t) const {
    return t.image * y_image() + t.group * out * places() + t.row * window.w.places();
  }
  int64_t weight_start(const Tile& t) const { return t.group * out * terms(); }
  int64_t columns(const Tile& t) const { return t.images * t.rows * window.w.places(); }

  // Work is cut in blocks of images, not of rows: columns_to_image() may not meet itself in one
  // image. Many blocks: a thread each and BLAS on one. Few: all of BLAS's threads on each in turn.
  int64_t blocks() const { return (images + tile_images - 1) / tile_images; }
  int64_t grain() const {
    if (blocks() < free_threads()) return blocks();
    return 4 * kGrain / (terms() * y_image() * tile_images + 1);
  }

  // A 1x1 kernel sees every pixel once, in order: the image is its own columns.
  bool pointwise() const {
    const auto plain = [](const Slide& slide) {
      return slide.kernel == 1 && slide.stride == 1 && slide.padding == 0 && slide.extra == 0;
    };
    return plain(window.h) && plain(window.w);
  }

  template <class Body>
  void each_tile(int64_t first_block, int64_t last_block, const Body& body) const {
    for (int64_t block = first_block; block < last_block; ++block) {
      const int64_t image = block * tile_images, left = images - image;
      for (int64_t row = 0; row < window.h.places(); row += tile_rows)
        for (int64_t group = 0; group < groups; ++group)
          body(Tile{image, std::min(tile_images, left), row,
                    std::min(tile_rows, window.h.places() - row), group});
    }
  }
};

// Enough columns that a product is worth its overhead, few enough that they stay in the cache; and
// where images are joined, blocks of them for all threads.
Tiled::Tiled(const Conv& conv) : Conv(conv) {
  if (pointwise()) return;
  const int64_t wanted = std::max<int64_t>(256, (1 << 17) / (terms() + out + 1));
  const int64_t share = (images + free_threads() - 1) / free_threads();
  if (places() < wanted)
    tile_images = std::clamp<int64_t>(share, 1, wanted / places());
  else
    tile_rows = std::max<int64_t>(1, wanted / window.w.places());
}

// Where a thread lays out the columns of a tile, and its part of y if that is of several images.
struct Space {
  Buffer columns, results;
  explicit Space(const Tiled& conv) {
    const int64_t most = conv.columns({0, conv.tile_images, 0, conv.tile_rows, 0});
    if (!conv.pointwise()) columns = Buffer::uninitialized(conv.terms() * most);
    if (conv.tile_images > 1) results = Buffer::uninitialized(conv.out * most);
  }
};

// (terms, columns)
Matrix columns_of(const Tiled& conv, const Tile& tile, const real* x, const Space& space) {
  x += conv.x_start(tile);
  if (conv.pointwise()) return {x, conv.pixels()};
  const int64_t n = conv.columns(tile);
  for (int64_t i = 0; i < tile.images; ++i)
    image_to_columns(conv.window, conv.in, x + i * conv.x_image(), tile.row, tile.rows,
                     space.columns.data() + i * conv.places(), n);
  return {space.columns.data(), n};
}

// to (b, a, run) = from (a, b, run), with so many numbers from one a to the next, and from one b
void swap_axes(int64_t a, int64_t b, int64_t run, const real* from, int64_t from_a, real* to,
               int64_t to_b) {
  for (int64_t j = 0; j < b; ++j)
    for (int64_t i = 0; i < a; ++i)
      std::copy_n(from + i * from_a + j * run, run, to + j * to_b + i * run);
}

// (O, columns): the tile's part of dy
Matrix results_of(const Tiled& conv, const Tile& tile, const real* dy, const Space& space) {
  dy += conv.y_start(tile);
  if (tile.images == 1) return {dy, conv.places()};
  real* together = space.results.data();
  const int64_t n = conv.columns(tile);
  swap_axes(tile.images, conv.out, conv.places(), dy, conv.y_image(), together, n);
  return {together, n};
}

// y = W columns + b
void forward(const Tiled& conv, const Tile& tile, const real* x, const real* weight,
             const real* bias, real* y, const Space& space) {
  const bool apart = tile.images > 1;
  const int64_t n = conv.columns(tile), stride = apart ? n : conv.places();
  real* to = apart ? space.results.data() : y + conv.y_start(tile);
  for (int64_t o = 0; bias && o < conv.out; ++o)
    std::fill_n(to + o * stride, n, bias[tile.group * conv.out + o]);
  gemm(conv.out, n, conv.terms(), {weight + conv.weight_start(tile), conv.terms()},
       columns_of(conv, tile, x, space), {to, bias != nullptr}, stride);
  if (apart)
    swap_axes(conv.out, tile.images, conv.places(), to, n, y + conv.y_start(tile), conv.y_image());
}

// dcolumns = W^T dy, and each goes back to where in x it came from.
void x_backward(const Tiled& conv, const Tile& tile, const real* weight, const real* dy, real* dx,
                const Space& space) {
  const Matrix w{weight + conv.weight_start(tile), conv.terms(), true};
  const Matrix results = results_of(conv, tile, dy, space);
  real *to = dx + conv.x_start(tile), *columns = space.columns.data();
  const int64_t n = conv.columns(tile);
  if (conv.pointwise()) return gemm(conv.in, n, conv.out, w, results, {to, true}, n);
  gemm(conv.terms(), n, conv.out, w, results, {columns, false}, n);
  for (int64_t i = 0; i < tile.images; ++i)
    columns_to_image(conv.window, conv.in, to + i * conv.x_image(), tile.row, tile.rows,
                     columns + i * conv.places(), n);
}

// dW += dy columns^T
void weight_backward(const Tiled& conv, const Tile& tile, const real* x, const real* dy,
                     real* dweight, const Space& space) {
  Matrix columns = columns_of(conv, tile, x, space);
  columns.transposed = true;
  gemm(conv.out, conv.terms(), conv.columns(tile), results_of(conv, tile, dy, space), columns,
       {dweight + conv.weight_start(tile), true}, conv.terms());
}

}  // namespace

void conv_forward(const Conv& whole, const real* x, const real* weight, const real* bias, real* y) {
  const Tiled conv(whole);
  parallel_for(conv.blocks(), conv.grain(), [&](int64_t begin, int64_t end) {
    const Space space(conv);
    conv.each_tile(begin, end,
                   [&](const Tile& tile) { forward(conv, tile, x, weight, bias, y, space); });
  });
}

void conv_dx(const Conv& whole, const real* weight, const real* dy, real* dx) {
  const Tiled conv(whole);
  parallel_for(conv.blocks(), conv.grain(), [&](int64_t begin, int64_t end) {
    const Space space(conv);
    conv.each_tile(begin, end,
                   [&](const Tile& tile) { x_backward(conv, tile, weight, dy, dx, space); });
  });
}

void conv_dweight(const Conv& whole, const real* x, const real* dy, Slot dweight) {
  const Tiled conv(whole);
  const int64_t size = conv.groups * conv.out * conv.terms();
  const auto add = [&](int64_t begin, int64_t end, real* sums) {
    const Space space(conv);
    conv.each_tile(begin, end,
                   [&](const Tile& tile) { weight_backward(conv, tile, x, dy, sums, space); });
  };
  put(dweight, parallel_sum(conv.blocks(), conv.grain(), size, add).data(), size);
}

// Forward added b[o] to all places of channel o.
void conv_dbias(int64_t images, int64_t channels, int64_t pixels, const real* dy, Slot dbias) {
  parallel_for(channels, kGrain / 4 / (images * pixels + 1), [&](int64_t begin, int64_t end) {
    for (int64_t o = begin; o < end; ++o) {
      RowSum sum;
      for (int64_t i = 0; i < images; ++i)
        each_in_row(pixels, [&](auto at) { sum += at(dy + (i * channels + o) * pixels); });
      dbias.data[o] = dbias.add ? dbias.data[o] + sum.total() : sum.total();
    }
  });
}

}  // namespace heed::inline HEED_PRECISION::kernels
