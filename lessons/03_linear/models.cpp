// What reads digits here, and pictures that are moved.
#include "lessons/03_linear/models.hpp"

#include <algorithm>
#include <limits>

#include "data/batches.hpp"
#include "data/moved.hpp"
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

Rows shifted(const Rows& rows, int64_t right, int64_t down) {
  const Tensor pictures = reshape(rows.x, {rows.size(), kSide, kSide});
  return {flatten(moved(pictures, right, down), 1), rows.labels};
}

}  // namespace lesson03
