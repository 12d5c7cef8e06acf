// summary(): what counts once, and that it leaves the model as it was.
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/loss.hpp"
#include "layers/activation.hpp"
#include "layers/conv.hpp"
#include "layers/dropout.hpp"
#include "layers/embedding.hpp"
#include "layers/linear.hpp"
#include "layers/norm.hpp"
#include "layers/sequential.hpp"
#include "layers/summary.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

constexpr int64_t kBytes = sizeof(real);

// A vector for each symbol, twice through one layer, and back to symbols by the same weight.
struct Tied : Module {
  Embedding embed{10, 4};
  Linear layer{4, 4}, unused{4, 2}, head{4, 10, false};
  Tied() { head.weight = embed.weight; }
  Tensor operator()(const Indices& x) {
    const Running here(*this, Place::here());
    return head(layer(layer(embed(x))));
  }
  void visit(const Visitor& show) override {
    show.child("embed", embed);
    show.child("layer", layer);
    show.child("unused", unused);
    show.child("head", head);
  }
};

}  // namespace

TEST_CASE("a summary counts shared weights once, repeated layers as often, and idle ones not") {
  Tied model;
  const NothingLeaks check;
  const Indices x(std::vector<int64_t>{1, 2, 3});
  const Summary all = summary(model, [&] { return model(x); });
  REQUIRE(all.layers.size() == 5);
  CHECK(all.layers[0].kind == "Tied");
  CHECK(all.layers[1].parameters == 40);
  CHECK(all.layers[1].flops == 0);  // looking up moves
  CHECK(all.layers[2].name == "layer");
  CHECK(all.layers[2].flops == 2 * (2 * 3 * 4 * 4));
  CHECK(!all.layers[3].output);
  CHECK(all.layers[4].parameters == 0);  // the embedding's
  CHECK(all.layers[4].output == Shape{3, 10});
  CHECK(all.parameters() == model.num_parameters());
  CHECK(all.kept_bytes() == 3 * (3 * 4) * kBytes);  // every linear map keeps what it read
  CHECK(contains(to_string(all), "unused       Linear     -"));
}

TEST_CASE("a summary leaves out what runs around the model") {
  Linear layer(4, 3);
  const Summary all = summary(layer, [&] {
    return cross_entropy(layer(ones({2, 4}) * 2.0), Indices(std::vector<int64_t>{0, 1}));
  });
  CHECK(all.flops() == 2 * 2 * 4 * 3);
  CHECK(all.layers[0].output == Shape{2, 3});
  CHECK(all.kept_bytes() == 2 * 3 * kBytes);  // the logits, which the loss reads
}

TEST_CASE("a summary changes nothing: modes, averages, gradients, random numbers") {
  Sequential net;
  net.add<Conv2d>(2, 4, 3).add<BatchNorm2d>(4).add<Dropout>(0.5);
  net[1].eval();
  const uint64_t drawn = default_random().position();
  const NothingLeaks check;
  summary(net, {1, 2, 5, 5});
  CHECK(net.training());
  CHECK(net[0].training());
  CHECK(!net[1].training());
  CHECK(net[2].training());
  CHECK(static_cast<BatchNorm2d&>(net[1]).num_batches_tracked.item() == 0);
  CHECK(default_random().position() == drawn);
  for (const Tensor& x : net.parameters()) CHECK(!x.grad().defined());
}

TEST_CASE("a summary under NoGrad, or of frozen weights, keeps nothing for backward") {
  Sequential net;
  net.add<Linear>(4, 4).add<GELU>().add<Linear>(4, 4);
  CHECK(summary(net, {3, 4}).kept_bytes() == 2 * 3 * 4 * kBytes);
  {
    const NoGrad no_grad;
    CHECK(summary(net, {3, 4}).kept_bytes() == 0);
  }
  net.requires_grad_(false);
  CHECK(summary(net, {3, 4}).kept_bytes() == 0);
  CHECK(summary(net, {3, 4}).parameters() == 40);
}

TEST_CASE("a summary for a shape that does not fit is the model's error, and leaves nothing") {
  Sequential net;
  net.add<Linear>(4, 4);
  const NothingLeaks check;
  const int line = __LINE__ + 1;
  const std::string text = error_of([&] { summary(net, {3, 5}); });
  CHECK(text.find("tests/layers/test_summary_rules.cpp:" + std::to_string(line) + ": [linear]") ==
        0);
  CHECK(contains(text, "in 0 (layers/linear.cpp"));
  CHECK(net.training());
  CHECK(net[0].training());
  CHECK(contains(error_of([&] { summary(net, {-1, 4}); }), "a length is negative"));
}
