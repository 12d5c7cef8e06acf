// What reads digits here: lesson 03's linear layer and MLP, and CNNs that differ in how they end.
#pragma once

#include "data/digits.hpp"
#include "engine/random.hpp"
#include "layers/sequential.hpp"

namespace lesson04 {

using namespace heed;

constexpr int64_t kSide = 8, kClasses = 10;
constexpr int64_t kFirst = 8, kSecond = 32;  // kernels of the first and the second convolution

// Lesson 03's: (B, 1, 8, 8) -> (B, 10). The first begins with zeros.
struct LinearReader : Sequential {
  LinearReader();  // 650 numbers
};
struct Mlp : Sequential {
  explicit Mlp(Random& random);  // 4,810
};

// The usual form: two convolutions with pooling between, then *every place* of the maps into one
// linear layer. (B, 1, 8, 8) -> (B, 10), 3,818 numbers.
struct FlatCnn : Sequential {
  explicit FlatCnn(Random& random);
};

// Two convolutions, then one number for each of 32 maps, wherever it stands in the map, and a
// linear layer: (B, 1, H, W) -> (B, 10) of any size, 2,746 numbers. The frame of paper around the
// picture is so wide that every place is seen at which a kernel touches the picture.
enum class Keep { mean, largest };  // of each map
struct PooledCnn : Sequential {
  // halved: with max_pool2d by 2 between the convolutions, which keeps every second place.
  PooledCnn(Keep keep, Random& random, bool halved = false);

  Tensor first_maps(const Tensor& x);   // (B, 8, H + 6, W + 6): after the first ReLU
  Tensor second_maps(const Tensor& x);  // (B, 32, H + 4, W + 4): after the second
  Tensor kernels();                     // (8, 1, 3, 3), of the first convolution
};

}  // namespace lesson04
