// The segmenter: a vision transformer with a class for every pixel.
#include "engine/ops/loss.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "engine/optim.hpp"
#include "layers/models/segmenter.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

const SegmenterOptions kSmall{.image = 6,
                              .patch = 2,
                              .channels = 2,
                              .dim = 4,
                              .depth = 2,
                              .heads = 2,
                              .hidden = 5,
                              .classes = 3};

Tensor pictures(const Shape& shape) {
  Random random(2);
  return rand(shape, -1, 1, random);
}

}  // namespace

TEST_CASE("a segmenter gives every pixel its logits, each picture by itself") {
  Segmenter model(kSmall);
  const Tensor x = pictures({3, 2, 6, 6});
  CHECK(model(x).shape() == Shape{3, 3, 6, 6});
  CHECK(difference(model(slice(x, 0, 1, 2)), slice(model(x), 0, 1, 2)) < kSame);
  CHECK(model(pictures({0, 2, 6, 6})).shape() == Shape{0, 3, 6, 6});
}

TEST_CASE("a segmenter's pixels lie where its patches lie") {
  Segmenter model({.image = 6,
                   .patch = 2,
                   .channels = 1,
                   .dim = 4,
                   .depth = 1,
                   .heads = 1,
                   .hidden = 4,
                   .classes = 2});
  Tensor x = zeros({1, 1, 6, 6});
  const Tensor before = model(x).clone();
  for (const int64_t y : {0, 1})
    for (const int64_t at : {4, 5}) x.mutable_data()[y * 6 + at] = 1;  // the patch at the top right
  const Tensor change = sum((model(x) - before) * (model(x) - before), 1);  // (1, 6, 6)
  for (int64_t i = 0; i < 36; ++i)
    if (i != 5) CHECK(change.at({0, 0, 5}) >= change.data()[i]);  // the corner pixel's is largest
}

TEST_CASE("a segmenter's gradients are right") {
  Random random(0);
  Segmenter model(kSmall, random);
  for (Tensor& x : model.parameters())  // larger than at the start, so that all parts matter
    for (int64_t i = 0; i < x.numel(); ++i) x.mutable_data()[i] += real(0.3 * std::sin(double(i)));
  const Tensor x = pictures({2, 2, 6, 6});
  check_gradients(
      model, [&] { return model(x); }, {x}, 12);
}

TEST_CASE("a segmenter shows who looks at whom in every block, and its rows sum to 1") {
  Segmenter model(kSmall);
  const auto weights = model.attentions(pictures({2, 2, 6, 6}));
  REQUIRE(weights.size() == 2);
  for (const Tensor& layer : weights) {
    CHECK(layer.shape() == Shape{2, 2, 9, 9});
    CHECK(difference(sum(layer, 3), ones({2, 2, 9})) < 1e-5);
    CHECK(!layer.requires_grad());
  }
  CHECK(model.training());
}

TEST_CASE("a segmenter learns to tell bright pixels from dark ones") {
  manual_seed(1);
  Segmenter model({.image = 8, .patch = 2, .channels = 1, .dim = 8, .depth = 1, .heads = 2});
  Random random(3);
  Adam optimizer(model.parameters(), {.lr = 1e-2});
  double loss = 0;
  for (int step = 0; step < 60; ++step) {
    const Tensor coarse = rand({8, 1, 4, 1, 4, 1}, -1, 1, random);
    const Tensor x = reshape(expand(coarse, {8, 1, 4, 2, 4, 2}), {8, 1, 8, 8});
    Indices labels(Shape{8, 8, 8});
    for (int64_t i = 0; i < labels.numel(); ++i) labels.mutable_data()[i] = x.data()[i] > 0;
    const Tensor value = cross_entropy(model(x), labels);
    optimizer.zero_grad();
    value.backward();
    optimizer.step();
    loss = double(value.item());
  }
  CHECK(loss < 0.45);  // guessing: 0.693. The interpolation blurs the borders
}

TEST_CASE("a segmenter that cannot be is refused, and pictures of another size") {
  const auto with = [](auto change) {
    SegmenterOptions options = kSmall;
    change(options);
    return options;
  };
  CHECK_THROWS_WITH(Segmenter(with([](auto& o) { o.patch = 4; })),
                    ContainsSubstring("patch must divide image"));
  CHECK_THROWS_WITH(Segmenter(with([](auto& o) { o.heads = 3; })),
                    ContainsSubstring("heads must divide dim"));
  CHECK_THROWS_AS(Segmenter(with([](auto& o) { o.classes = 0; })), ValueError);
  Segmenter model(kSmall);
  CHECK_THROWS_WITH(model(pictures({1, 2, 6, 8})),
                    ContainsSubstring("was built for other pictures"));
  CHECK_THROWS_AS(model(pictures({2, 6, 6})), ShapeError);
}
