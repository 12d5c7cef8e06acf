// The vision transformer.
#include "engine/ops/loss.hpp"
#include "engine/ops/slice.hpp"
#include "engine/optim.hpp"
#include "layers/models/vit.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

// What PyTorch's of this form has: patches, CLS, positions, blocks, norm, head.
int64_t count(const ViTOptions& o) {
  const int64_t d = o.dim, n = (o.image / o.patch) * (o.image / o.patch);
  const auto hidden = int64_t(o.mlp_ratio * double(d));
  const int64_t attention = 3 * d * d + (o.qkv_bias ? 3 * d : 0) + d * d + d;
  const int64_t mlp = 2 * d * hidden + hidden + d;
  return d * o.channels * o.patch * o.patch + d + d + (n + 1) * d +
         o.depth * (4 * d + attention + mlp) + 2 * d + (o.classes ? o.classes * (d + 1) : 0);
}

Tensor pictures(const Shape& shape) {
  Random random(2);
  return rand(shape, -1, 1, random);
}

}  // namespace

TEST_CASE("a ViT has DINO's names, in DINO's order") {
  ViT model(
      {.image = 8, .patch = 4, .channels = 1, .dim = 4, .depth = 1, .heads = 2, .classes = 3});
  CHECK(owned(model) ==
        "cls_token (1, 1, 4), pos_embed (1, 5, 4), patch_embed.proj.weight (4, 1, 4, 4), "
        "patch_embed.proj.bias (4), blocks.0.norm1.weight (4), blocks.0.norm1.bias (4), "
        "blocks.0.attn.qkv.weight (12, 4), blocks.0.attn.qkv.bias (12), blocks.0.attn.proj.weight "
        "(4, 4), blocks.0.attn.proj.bias (4), blocks.0.norm2.weight (4), blocks.0.norm2.bias (4), "
        "blocks.0.mlp.fc1.weight (16, 4), blocks.0.mlp.fc1.bias (16), blocks.0.mlp.fc2.weight (4, "
        "16), blocks.0.mlp.fc2.bias (4), norm.weight (4), norm.bias (4), head.weight (3, 4), "
        "head.bias (3)");
}

TEST_CASE("a ViT has as many parameters as PyTorch's") {
  const ViTOptions digits{
      .image = 8, .patch = 2, .channels = 1, .dim = 64, .depth = 4, .heads = 4, .classes = 10};
  CHECK(ViT(digits).num_parameters() == count(digits));
  CHECK(count(digits) == 202186);  // train_vit_digits, the benchmark's
  const ViTOptions plain{.image = 8,
                         .patch = 4,
                         .channels = 2,
                         .dim = 6,
                         .depth = 2,
                         .heads = 3,
                         .mlp_ratio = 1.5,
                         .qkv_bias = false};
  CHECK(ViT(plain).num_parameters() == count(plain));
  CHECK(count({}) == 21665664);  // DINO's ViT-S/16
}

TEST_CASE("a ViT makes logits of pictures, or features without classes") {
  ViTOptions options{.image = 8, .patch = 4, .channels = 2, .dim = 6, .depth = 2, .heads = 3};
  const Tensor x = pictures({3, 2, 8, 8});
  CHECK(ViT(options)(x).shape() == Shape{3, 6});
  options.classes = 5;
  ViT model(options);
  CHECK(model(x).shape() == Shape{3, 5});
  CHECK(difference(model(slice(x, 0, 1, 2)), slice(model(x), 0, 1, 2)) < kSame);
  CHECK(model(pictures({0, 2, 8, 8})).shape() == Shape{0, 5});
}

TEST_CASE("a ViT's gradients are right") {
  ViT model(
      {.image = 4, .patch = 2, .channels = 1, .dim = 4, .depth = 2, .heads = 2, .classes = 3});
  for (Tensor& x : model.parameters())  // larger than at the start, so that all parts matter
    for (int64_t i = 0; i < x.numel(); ++i) x.mutable_data()[i] += real(0.3 * std::sin(double(i)));
  const Tensor x = pictures({2, 1, 4, 4});
  check_gradients(
      model, [&] { return model(x); }, {x}, 12);
}

TEST_CASE("a ViT shows who looks at whom, for each head, as if in eval") {
  ViT model({.image = 8,
             .patch = 2,
             .channels = 1,
             .dim = 8,
             .depth = 3,
             .heads = 2,
             .classes = 3,
             .dropout = 0.5});
  const Tensor x = pictures({2, 1, 8, 8});
  const std::vector<Tensor> all = model.attentions(x);
  CHECK(all.size() == 3);
  const Tensor last = model.attention(x);
  CHECK(last.shape() == Shape{2, 2, 17, 17});
  CHECK(difference(last, all.back()) == 0);  // no chance in it
  CHECK(!last.requires_grad());
  CHECK(model.training());
  CHECK(model.blocks[0].mlp.drop.training());
  for (int64_t row = 0; row < 2 * 2 * 17; ++row) {
    double total = 0;
    for (int64_t j = 0; j < 17; ++j) total += last.data()[row * 17 + j];
    CHECK(std::abs(total - 1) < kSame);
  }
}

TEST_CASE("a ViT takes pictures of any size, and its gradients reach the learned positions") {
  ViT model(
      {.image = 4, .patch = 2, .channels = 1, .dim = 4, .depth = 1, .heads = 2, .classes = 3});
  for (Tensor& x : model.parameters())
    for (int64_t i = 0; i < x.numel(); ++i) x.mutable_data()[i] += real(0.3 * std::sin(double(i)));
  const Tensor x = pictures({2, 1, 6, 10});
  CHECK(model(x).shape() == Shape{2, 3});
  CHECK(model.attention(x).shape() == Shape{2, 2, 16, 16});
  CHECK(model.positions(6, 10).shape() == Shape{1, 16, 4});
  check_gradients(
      model, [&] { return model(x); }, {x}, 12);
}

TEST_CASE("a ViT learns to tell two pictures apart") {
  manual_seed(1);
  ViT model(
      {.image = 4, .patch = 2, .channels = 1, .dim = 8, .depth = 1, .heads = 2, .classes = 2});
  AdamW optimizer(model.parameters(), {.lr = 1e-2});
  const Tensor x = pictures({2, 1, 4, 4});
  const Indices labels(std::vector<int64_t>{0, 1});
  double loss = 1;
  for (int step = 0; step < 100; ++step) {
    optimizer.zero_grad();
    const Tensor y = cross_entropy(model(x), labels);
    y.backward();
    optimizer.step();
    loss = y.item();
  }
  CHECK(loss < 0.01);
}

TEST_CASE("a ViT leaves nothing behind") {
  const int64_t before = Node::live();
  {
    ViT model({.image = 4, .patch = 2, .channels = 1, .dim = 4, .depth = 2, .heads = 2});
    const Tensor never_walked = model(pictures({1, 1, 4, 4}));
    model(pictures({1, 1, 4, 4})).backward(ones({1, 4}));
  }
  CHECK(Node::live() == before);
}

TEST_CASE("a ViT says what it cannot do") {
  const auto build = [](ViTOptions options) { return error_of([&] { ViT model(options); }); };
  CHECK(contains(build({.image = 9, .patch = 2}), "cannot cut 9 pixels into patches of 2"));
  CHECK(contains(build({.dim = 10, .heads = 4}), "cannot split 10 numbers into 4 heads"));
  CHECK(contains(build({.depth = 0}), "[ViT] depth must be at least 1"));
  CHECK(contains(build({.mlp_ratio = -1}), "mlp_ratio"));
  CHECK(contains(build({.classes = -1}), "classes"));
  CHECK(contains(build({.dropout = 2}), "dropout"));
  ViT model({.image = 8, .patch = 2, .channels = 1, .dim = 4, .depth = 1, .heads = 2});
  CHECK(contains(error_of([&] { model(ones({2, 3, 8, 8})); }), "built for other pictures"));
  CHECK(contains(error_of([&] { model(ones({8, 8})); }), "in ViT (layers/models/vit.cpp"));
  for (const Shape& odd : {Shape{1, 1, 8, 7}, Shape{1, 1, 1, 8}, Shape{1, 1, 8, 0}})
    CHECK(contains(error_of([&] { model(ones(odd)); }), "multiples of the patch, 2: crop them"));
}
