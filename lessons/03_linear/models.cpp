// What reads digits here, and pictures that are moved.
#include "lessons/03_linear/models.hpp"

#include <algorithm>
#include <limits>

#include "data/batches.hpp"
#include "engine/ops.hpp"
#include "layers/activation.hpp"

namespace lesson03 {

Rows rows_of(const Digits& digits) { return {flatten(digits.images, 1), digits.labels}; }

Rows pick(const Rows& rows, const Indices& which) {
  return {take(rows.x, which), take(rows.labels, which)};
}

Scores::Scores() : Linear(kPixels, kClasses) {
  std::fill_n(weight.mutable_data(), weight.numel(), real(0));
  std::fill_n(bias.mutable_data(), bias.numel(), real(0));
}

Mlp::Mlp(Random& random, int64_t hidden) {
  add<Linear>(kPixels, hidden, true, random).add<ReLU>();
  add<Linear>(hidden, kClasses, true, random);
}

double nearest_neighbour(const Rows& train, const Rows& test) {
  int64_t right = 0;
  for (int64_t i = 0; i < test.size(); ++i) {
    const real* asked = test.x.data() + i * kPixels;
    real least = std::numeric_limits<real>::infinity();
    int64_t label = 0;
    for (int64_t j = 0; j < train.size(); ++j) {
      const real* known = train.x.data() + j * kPixels;
      real distance = 0;
      for (int64_t p = 0; p < kPixels; ++p)
        distance += (asked[p] - known[p]) * (asked[p] - known[p]);
      if (distance < least) least = distance, label = train.labels[j];
    }
    right += label == test.labels[i];
  }
  return double(right) / double(test.size());
}

void shift_one(const real* from, int64_t right, int64_t down, real* to) {
  for (int64_t y = 0; y < kSide; ++y)
    for (int64_t x = 0; x < kSide; ++x) {
      const int64_t from_x = x - right, from_y = y - down;
      const bool inside = from_x >= 0 && from_x < kSide && from_y >= 0 && from_y < kSide;
      *to++ = inside ? from[from_y * kSide + from_x] : 0;
    }
}

Rows shifted(const Rows& rows, int64_t right, int64_t down) {
  Tensor moved = empty(rows.x.shape());
  for (int64_t i = 0; i < rows.size(); ++i)
    shift_one(rows.x.data() + i * kPixels, right, down, moved.mutable_data() + i * kPixels);
  return {moved, rows.labels};
}

}  // namespace lesson03
