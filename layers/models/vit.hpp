// ViT: a vision transformer (Dosovitskiy et al. 2021), with the names of DINO's checkpoints.
#pragma once

#include <deque>
#include <optional>

#include "layers/models/vit_block.hpp"

namespace heed::inline HEED_PRECISION {

// The defaults are DINO's ViT-S/16 (Caron et al. 2021).
struct ViTOptions {
  int64_t image = 224;  // pictures are image x image
  int64_t patch = 16;
  int64_t channels = 3;
  int64_t dim = 384;
  int64_t depth = 12;
  int64_t heads = 6;
  double mlp_ratio = 4;  // the hidden numbers of an MLP are mlp_ratio dim
  int64_t classes = 0;   // 0: no head; the result is the CLS token
  double dropout = 0;
  double eps = 1e-6;  // of the layer norms
  bool qkv_bias = true;
};

// Pictures (B, C, H, W) -> logits (B, classes), or features (B, D) without classes. A learned
// token, CLS, travels with the N patches and gathers what the head reads. Weights begin normal with
// deviation 0.02, biases 0. A picture may have any size whose sides `patch` divides: positions()
// says what those of another than image x image are.
class ViT : public Layer {
 public:
  Tensor cls_token;  // (1, 1, D)
  Tensor pos_embed;  // (1, N + 1, D): CLS, then the patches row by row
  vit::PatchEmbed patch_embed;
  Dropout pos_drop;
  std::deque<vit::Block> blocks;
  LayerNorm norm;
  std::optional<Linear> head;

  // ValueError unless `patch` divides `image` and `heads` divides `dim`.
  explicit ViT(const ViTOptions& options, Random& random = default_random(),
               Place at = Place::here());

  Tensor forward(const Tensor& x) override;
  // Who looks at whom in the last block, for each head: (B, H, N + 1, N + 1). Row 0 is what CLS
  // looks at, and column 0 is how much of it each token gives to CLS. In eval mode, outside the
  // graph.
  Tensor attention(const Tensor& x, Place at = Place::here());
  std::vector<Tensor> attentions(const Tensor& x, Place at = Place::here());  // of every block

  // What is added to the tokens of pictures of this size: (1, N + 1, D). That is pos_embed where
  // they are image x image; otherwise CLS's, and for the patches what lies between the learned
  // ones, bicubic, each axis by the factor (sides / patch + 0.1) / (image / patch). The 0.1 is
  // DINO's guard against rounding, and moves the places a little, too: weights that were judged
  // with it need it.
  Tensor positions(int64_t height, int64_t width);

  const ViTOptions& options() const { return options_; }  // as it was built
  void visit(const Visitor& show) override;

 private:
  Tensor embed(const Tensor& x);  // (B, N + 1, D)
  ViTOptions options_;
};

}  // namespace heed::inline HEED_PRECISION
