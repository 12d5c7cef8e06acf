// DINO's vision transformers.

#include "layers/models/dino.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/io/picture_transform.hpp"
#include "engine/ops/shape.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

const Tensor* find(const NamedTensors& weights, const std::string& name, int rank) {
  for (const auto& [other, x] : weights)
    if (other == name) return x.dim() == rank ? &x : nullptr;
  return nullptr;
}

int64_t blocks_of(const NamedTensors& weights) {
  int64_t blocks = 0;
  while (find(weights, "blocks." + std::to_string(blocks) + ".attn.qkv.weight", 2)) ++blocks;
  return blocks;
}

}  // namespace

ViTOptions dino_options(const std::string& size, int64_t patch, Place at) {
  int64_t heads = 0;
  if (size == "tiny") heads = 3;
  if (size == "small") heads = 6;
  if (size == "base") heads = 12;
  if (heads == 0)
    throw ValueError(explain("dino_options", at, "there is no size \"" + size + "\"", {},
                             "needs tiny, small or base"));
  return {.patch = patch, .dim = 64 * heads, .heads = heads};
}

ViTOptions dino_options(const NamedTensors& weights) {
  ViTOptions options;
  const Tensor* patch = find(weights, "patch_embed.proj.weight", 4);  // (D, 3, p, p)
  const Tensor* positions = find(weights, "pos_embed", 3);            // (1, N + 1, D)
  const int64_t blocks = blocks_of(weights);
  if (!patch || !positions || blocks == 0) return options;
  const int64_t dim = patch->size(0), side = std::llround(std::sqrt(positions->size(1) - 1));
  if (dim < 64 || dim % 64 != 0 || patch->size(3) < 1 || side < 1) return options;
  options.patch = patch->size(3), options.image = side * options.patch;
  options.dim = dim, options.heads = dim / 64, options.depth = blocks;
  return options;
}

Tensor dino_picture(const Tensor& picture, int64_t patch, Place at) {
  if (picture.dim() != 3 || picture.size(0) != 3 || patch < 1)
    throw ShapeError(explain("dino_picture", at, "this is no picture",
                             {{"picture", picture.shape()}},
                             "needs (3, H, W), and a patch of at least 1"));
  const int64_t height = picture.size(1), width = picture.size(2);
  if (height < patch || width < patch)
    throw ValueError(explain("dino_picture", at,
                             "the picture of " + std::to_string(width) + " × " +
                                 std::to_string(height) + " pixels is smaller than a patch of " +
                                 std::to_string(patch) + " × " + std::to_string(patch),
                             {}, "take a larger picture, or a model with smaller patches"));
  const Pair whole(height - height % patch, width - width % patch);
  return unsqueeze(normalize_picture(crop_picture(picture, 0, 0, whole)), 0);
}

Tensor attended(const Tensor& weights, double share, Place at) {
  if (!(share > 0 && share <= 1) || weights.dim() < 1)
    throw ValueError(explain("attended", at, "cannot keep a share of " + std::to_string(share), {},
                             "needs 0 < share <= 1, and at least one axis"));
  const int64_t count = weights.size(-1), rows = count ? weights.numel() / count : 0;
  Tensor kept = zeros(weights.shape());
  std::vector<int64_t> order(static_cast<size_t>(count));
  for (int64_t row = 0; row < rows; ++row) {
    const real* w = weights.data() + row * count;
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [w](int64_t i, int64_t j) { return w[i] > w[j]; });
    const double enough = share * std::accumulate(w, w + count, 0.0);
    double mass = 0;
    for (size_t i = 0; i < order.size() && mass < enough; ++i) {
      kept.mutable_data()[row * count + order[i]] = 1;
      mass += double(w[order[i]]);
    }
  }
  return kept;
}

}  // namespace heed::inline HEED_PRECISION
