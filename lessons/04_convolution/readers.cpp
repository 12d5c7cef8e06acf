// What reads digits here.
#include "lessons/04_convolution/readers.hpp"

#include <algorithm>

#include "engine/ops.hpp"
#include "layers/activation.hpp"
#include "layers/conv.hpp"
#include "layers/flatten.hpp"
#include "layers/linear.hpp"
#include "layers/pool.hpp"

namespace lesson04 {

namespace {

constexpr int64_t kPixels = kSide * kSide, kHidden = 64;

// The largest number of each map: (B, C, H, W) -> (B, C).
struct LargestOfMap : Layer {
  Tensor forward(const Tensor& x) override { return max(flatten(x, 2), 2); }
  void visit(const Visitor&) override {}
};

}  // namespace

LinearReader::LinearReader() {
  add<Flatten>().add<Linear>(kPixels, kClasses);
  for (Tensor& numbers : parameters())
    std::fill_n(numbers.mutable_data(), numbers.numel(), real(0));
}

Mlp::Mlp(Random& random) {
  add<Flatten>().add<Linear>(kPixels, kHidden, true, random).add<ReLU>();
  add<Linear>(kHidden, kClasses, true, random);
}

FlatCnn::FlatCnn(Random& random) {
  add<Conv2d>(1, 8, 3, Conv2dOptions{.padding = 1}, true, random).add<ReLU>();
  add<MaxPool2d>(2);  // (B, 8, 4, 4)
  add<Conv2d>(8, 16, 3, Conv2dOptions{.padding = 1}, true, random).add<ReLU>();
  add<Flatten>().add<Linear>(16 * 4 * 4, kClasses, true, random);
}

PooledCnn::PooledCnn(Keep keep, Random& random, bool halved) {
  // Both kernels together see 5 × 5 pixels, or 8 × 8 with the pooling: a frame one less wide.
  const int64_t frame = halved ? 7 : 4;
  add<Conv2d>(1, kFirst, 3, Conv2dOptions{.padding = frame}, true, random).add<ReLU>();
  if (halved) add<MaxPool2d>(2);
  add<Conv2d>(kFirst, kSecond, 3, Conv2dOptions{}, true, random).add<ReLU>();
  if (keep == Keep::largest)
    add<LargestOfMap>();
  else
    add<AdaptiveAvgPool2d>(1).add<Flatten>();
  add<Linear>(kSecond, kClasses, true, random);
}

Tensor PooledCnn::first_maps(const Tensor& x) { return (*this)[1]((*this)[0](x)); }

Tensor PooledCnn::second_maps(const Tensor& x) { return (*this)[3]((*this)[2](first_maps(x))); }

Tensor PooledCnn::kernels() { return parameters().front(); }

}  // namespace lesson04
