// What models are built from, and a whole ViT, against PyTorch.

#include "engine/ops/attention.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/pool.hpp"
#include "engine/ops/softmax.hpp"
#include "layers/embedding.hpp"
#include "layers/linear.hpp"
#include "layers/models/vit.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

using Inputs = std::vector<Tensor>;

void check(const Golden& golden, const std::string& name,
           const std::function<Tensor(const Inputs& in)>& f) {
  check_golden_case(golden, name, nullptr, [&](const Inputs& in) { return Outputs{f(in)}; });
}

void check(const Golden& golden, const std::string& name, Layer& layer) {
  check_golden_case(golden, name, &layer, [&](const Inputs& in) { return Outputs{layer(in[0])}; });
}

// Whole numbers and masks stand in a fixture as numbers, too.
template <class Plain>
Plain plain(const Tensor& x) {
  Plain values(x.shape());
  std::copy_n(x.data(), x.numel(), values.mutable_data());
  return values;
}

}  // namespace

TEST_CASE("golden: matmul, softmax and log_softmax") {
  const Golden golden("plain");
  for (const char* name : {"broadcast", "vectors"})
    check(golden, std::string("matmul/") + name, [](auto& in) { return matmul(in[0], in[1]); });
  check(golden, "matmul/transposed",
        [](auto& in) { return matmul(in[0], in[1], {.a = true, .b = true}); });
  for (const int64_t dim : {0, 1, 2}) {
    const std::string along = "/" + std::to_string(dim);
    check(golden, "softmax" + along, [=](auto& in) { return softmax(in[0], dim); });
    check(golden, "log_softmax" + along, [=](auto& in) { return log_softmax(in[0], dim); });
  }
}

TEST_CASE("golden: scaled_dot_product_attention, fused, plain and masked") {
  const Golden golden("plain");
  const auto with = [&](const char* name, const AttentionOptions& options) {
    check(golden, std::string("attention/") + name,
          [&](auto& in) { return scaled_dot_product_attention(in[0], in[1], in[2], options); });
  };
  with("plain", {});
  with("masked", {.mask = plain<Mask>(golden["attention_mask"])});
  with("causal", {.causal = true});
  with("scaled", {.scale = 0.9});
}

TEST_CASE("golden: max_pool2d and avg_pool2d") {
  const Golden golden("plain");
  check(golden, "max_pool2d/plain", [](auto& in) { return max_pool2d(in[0], 2); });
  check(golden, "max_pool2d/overlapping", [](auto& in) {
    return max_pool2d(in[0], {3, 2}, Pair{2, 1}, {1, 0});
  });
  for (const bool count : {false, true})
    check(golden, "avg_pool2d/" + std::to_string(count),
          [=](auto& in) { return avg_pool2d(in[0], 3, 2, 1, count); });
}

TEST_CASE("golden: Linear, Embedding and ViT") {
  const Golden golden("plain");
  Linear layer(4, 5), without_bias(4, 5, false);
  check(golden, "Linear/1", layer);
  check(golden, "Linear/0", without_bias);
  Embedding table(6, 3);
  check_golden_case(golden, "Embedding", &table,
                    [&](auto& in) { return Outputs{table(plain<Indices>(in[0]))}; });
  ViT vit({.image = 8, .patch = 4, .channels = 2, .dim = 8, .depth = 2, .heads = 2, .classes = 3});
  check(golden, "ViT", vit);
}
