// Pictures moved by whole pixels.
#include "data/moved.hpp"

#include <string>

namespace heed::inline HEED_PRECISION {

namespace {

struct Images {
  int64_t count, height, width;
  int64_t pixels() const { return height * width; }
};

Images images_in(const Tensor& x, const char* name, Place at) {
  if (x.dim() < 2)
    throw ShapeError(
        explain(name, at, "needs images", {{"images", x.shape()}}, "needs (.., H, W)"));
  return {x.shape().product(0, x.dim() - 2), x.size(-2), x.size(-1)};
}

void move_one(const real* from, const Images& of, int64_t right, int64_t down, real* to) {
  for (int64_t y = 0; y < of.height; ++y)
    for (int64_t x = 0; x < of.width; ++x) {
      const int64_t from_x = x - right, from_y = y - down;
      const bool inside = from_x >= 0 && from_x < of.width && from_y >= 0 && from_y < of.height;
      *to++ = inside ? from[from_y * of.width + from_x] : 0;
    }
}

}  // namespace

Tensor moved(const Tensor& images, int64_t right, int64_t down, Place at) {
  const Images of = images_in(images, "moved", at);
  Tensor result = empty(images.shape(), at);
  for (int64_t i = 0; i < of.count; ++i)
    move_one(images.data() + i * of.pixels(), of, right, down,
             result.mutable_data() + i * of.pixels());
  return result;
}

Tensor moved_by_chance(const Tensor& images, int64_t most, Random& random, Place at) {
  const Images of = images_in(images, "moved_by_chance", at);
  if (most < 0)
    throw ValueError(explain("moved_by_chance", at, "most is " + std::to_string(most), {},
                             "needs 0 or more pixels"));
  Tensor result = empty(images.shape(), at);
  for (int64_t i = 0; i < of.count; ++i) {
    const int64_t right = random.integer(2 * most + 1) - most;
    const int64_t down = random.integer(2 * most + 1) - most;
    move_one(images.data() + i * of.pixels(), of, right, down,
             result.mutable_data() + i * of.pixels());
  }
  return result;
}

}  // namespace heed::inline HEED_PRECISION
