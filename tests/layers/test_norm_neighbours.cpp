// Whose numbers a norm looks at: an example's own, or its neighbours', too.
#include "engine/ops/slice.hpp"
#include "layers/norm.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

// What a layer makes of x's first example, beside the neighbours `others`.
Tensor beside(Layer& layer, const Tensor& x, const Tensor& others) {
  return slice(layer(cat({x, others})), 0, 0, 1);
}

// Does the first example's result depend, in train mode, on who stands beside it?
bool minds(Layer& layer) {
  Random random(11);
  const Tensor x = randn({1, 4, 3, 3}, random);
  const Tensor one = beside(layer, x, randn({2, 4, 3, 3}, random));
  const Tensor other = beside(layer, x, randn({2, 4, 3, 3}, random));
  return difference(one, other) != 0;
}

}  // namespace

TEST_CASE("only under batch norm does an example's result change with its neighbours") {
  BatchNorm2d batch(4);
  GroupNorm group(2, 4), layer(1, 4);
  InstanceNorm2d instance(4);
  LayerNorm tokens(3);
  CHECK(minds(batch));
  for (Layer* norm : std::vector<Layer*>{&group, &layer, &instance, &tokens}) CHECK(!minds(*norm));
  batch.eval();
  CHECK(!minds(batch));
}
