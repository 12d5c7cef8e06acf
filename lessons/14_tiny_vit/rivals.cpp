#include "lessons/14_tiny_vit/rivals.hpp"

#include <limits>

#include "layers/activation.hpp"
#include "layers/conv.hpp"
#include "layers/flatten.hpp"
#include "layers/linear.hpp"
#include "layers/norm.hpp"
#include "layers/pool.hpp"

namespace lesson14 {

using namespace heed;

SmallCnn::SmallCnn() {
  add<Conv2d>(1, 16, 3, Conv2dOptions{.padding = 1}).add<BatchNorm2d>(16).add<ReLU>();
  add<Conv2d>(16, 32, 3, Conv2dOptions{.padding = 1}).add<BatchNorm2d>(32).add<ReLU>();
  add<MaxPool2d>(2);
  add<Conv2d>(32, 32, 3, Conv2dOptions{.padding = 1}).add<BatchNorm2d>(32).add<ReLU>();
  add<AvgPool2d>(4).add<Flatten>().add<Linear>(32, 10);
}

double nearest_neighbour(const DigitSplit& digits) {
  const int64_t pixels = 64;
  int64_t right = 0;
  for (int64_t i = 0; i < digits.test.size(); ++i) {
    const real* test = digits.test.images.data() + i * pixels;
    double least = std::numeric_limits<double>::infinity();
    int64_t label = 0;
    for (int64_t j = 0; j < digits.train.size(); ++j) {
      const real* train = digits.train.images.data() + j * pixels;
      double distance = 0;
      for (int64_t p = 0; p < pixels; ++p) distance += (test[p] - train[p]) * (test[p] - train[p]);
      if (distance < least) least = distance, label = digits.train.labels[j];
    }
    right += label == digits.test.labels[i];
  }
  return double(right) / double(digits.test.size());
}

}  // namespace lesson14
