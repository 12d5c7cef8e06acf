// summary(): what a model consists of, against closed formulas.
#include "layers/activation.hpp"
#include "layers/attention.hpp"
#include "layers/conv.hpp"
#include "layers/linear.hpp"
#include "layers/models/vit.hpp"
#include "layers/sequential.hpp"
#include "layers/summary.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

constexpr int64_t kBytes = sizeof(real);
constexpr bool is_double = kBytes == 8;

// The multiply-adds, twice, of a ViT's linear layers and of its attention, for so many tokens.
int64_t linear_flops(const ViTOptions& o, int64_t tokens) {
  const auto hidden = int64_t(o.mlp_ratio * double(o.dim));
  return o.depth * 2 * tokens * o.dim * (3 * o.dim + o.dim + 2 * hidden);
}
int64_t attention_flops(const ViTOptions& o, int64_t tokens) {
  return o.depth * 2 * tokens * tokens * 2 * o.dim;
}

int64_t flops_of_kind(const Summary& all, const std::string& kind) {
  int64_t sum = 0;
  for (const LayerSummary& row : all.layers)
    if (row.kind == kind) sum += row.flops;
  return sum;
}

}  // namespace

TEST_CASE("a summary lists layers with shapes, parameters, FLOPs and bytes, and the totals") {
  Sequential net;
  net.add<Linear>(64, 32).add<ReLU>().add<Linear>(32, 10);
  const NothingLeaks check;
  const std::string kept = is_double ? "4,096" : "2,048", bytes = is_double ? "19,280" : "9,640";
  CHECK(to_string(summary(net, {16, 64})) ==
        "layer        kind        output    parameters   FLOPs  bytes kept\n"
        "(the model)  Sequential  (16, 10)           0       0           0\n"
        "0            Linear      (16, 32)       2,080  65,536           0\n"
        "1            ReLU        (16, 32)           0     512       " +
            kept +
            "\n"
            "2            Linear      (16, 10)         330  10,240           0\n"
            "total                                   2,410  76,288       " +
            kept + "\nparameters are " + bytes +
            " bytes; a multiply-add is 2 FLOPs; kept is what backward() will read again\n");
}

TEST_CASE("a summary of Linear, Conv2d and MultiheadAttention agrees with their formulas") {
  const int64_t batch = 2, n = 5, dim = 6;
  Linear layer(dim, 7);
  const Summary one = summary(layer, {batch, n, dim});
  CHECK(one.layers.size() == 1);
  CHECK(one.layers[0].output == Shape{batch, n, 7});
  CHECK(one.parameters() == 7 * dim + 7);
  CHECK(one.flops() == 2 * batch * n * dim * 7);
  CHECK(one.kept_bytes() == 0);  // its input is not its own

  Conv2d conv(4, 6, 3, {.stride = 2, .padding = 1, .groups = 2});
  const Summary image = summary(conv, {batch, 4, 9, 9});
  CHECK(image.layers[0].output == Shape{batch, 6, 5, 5});
  CHECK(image.parameters() == 6 * 2 * 9 + 6);
  CHECK(image.flops() == 2 * batch * 6 * 5 * 5 * 2 * 9);

  MultiheadAttention attention(dim, 2);
  const Tensor x = ones({batch, n, dim});
  const Summary heads = summary(attention, [&] { return attention(x); });
  CHECK(heads.layers[0].output == Shape{batch, n, dim});
  CHECK(heads.parameters() == 4 * dim * dim + 4 * dim);
  CHECK(heads.flops() == 2 * batch * n * 4 * dim * dim + 2 * batch * n * n * 2 * dim);
  CHECK(heads.kept_bytes() == batch * n * 4 * dim * kBytes);  // qkv, and what the heads saw
  CHECK(heads.layers[1].flops == 2 * batch * n * dim * dim);  // out_proj's own
}

TEST_CASE("a summary of ViT-S/16 agrees with its formulas at 197 tokens") {
  const ViTOptions options;
  ViT model(options);
  const Summary all = summary(model, {1, 3, 224, 224});
  const int64_t tokens = 197, dim = options.dim;
  CHECK(all.parameters() == 21665664);
  CHECK(flops_of_kind(all, "Linear") == linear_flops(options, tokens));
  CHECK(flops_of_kind(all, "Attention") == attention_flops(options, tokens));
  CHECK(flops_of_kind(all, "Conv2d") == 2 * 196 * dim * 3 * 16 * 16);
  // Two norms, two sums and a GELU of 4 D for each token of each block; positions; the last norm.
  const int64_t rest = options.depth * tokens * dim * (2 + 2 + 4) + tokens * dim + dim;
  CHECK(all.flops() == linear_flops(options, tokens) + attention_flops(options, tokens) +
                           2 * 196 * dim * 3 * 16 * 16 + rest);
  // At 714 tokens, as courses quote it: 30 and 9.4 GFLOP.
  CHECK(std::abs(1e-9 * double(linear_flops(options, 714)) - 30.3) < 0.05);
  CHECK(std::abs(1e-9 * double(attention_flops(options, 714)) - 9.4) < 0.05);

  const std::string text = to_string(all);
  for (size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
    CHECK(end - begin <= 100);
  CHECK(contains(text, "21,665,664"));
  CHECK(contains(text, "blocks.11.mlp.fc2         Linear "));
}

TEST_CASE("a summary folds deep layers into what they are in, and its totals stay") {
  ViT model(
      {.image = 8, .patch = 4, .channels = 1, .dim = 4, .depth = 2, .heads = 2, .classes = 3});
  const Summary all = summary(model, {2, 1, 8, 8});
  const Summary folded = all.to_depth(2);
  std::string names;
  for (const LayerSummary& row : folded.layers) names += row.name + " ";
  CHECK(names == " patch_embed patch_embed.proj pos_drop blocks.0 blocks.1 norm head ");
  CHECK(folded.parameters() == model.num_parameters());
  CHECK(folded.flops() == all.flops());
  CHECK(folded.kept_bytes() == all.kept_bytes());
  CHECK(all.to_depth(0).layers.size() == 1);
  CHECK(all.to_depth(0).flops() == all.flops());
}
