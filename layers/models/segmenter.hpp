// Segmenter: a vision transformer that gives every pixel a class.
#pragma once

#include <deque>

#include "layers/models/vit_block.hpp"

namespace heed::inline HEED_PRECISION {

// The defaults are small enough to train in a minute.
struct SegmenterOptions {
  int64_t image = 32;  // pictures are image x image
  int64_t patch = 2;
  int64_t channels = 3;
  int64_t dim = 48;
  int64_t depth = 3;
  int64_t heads = 4;
  int64_t hidden = 96;  // numbers in each MLP
  int64_t classes = 2;
};

// What is said of the patches of a square picture, (B, N, C), said of its pixels: interpolated,
// bilinear -> (B, C, image, image).
Tensor to_pixels(const Tensor& tokens, int64_t image);

// Pictures (B, C, H, W) -> logits (B, classes, H, W). Each patch becomes a token, blocks mix the N
// tokens, one linear map gives each token its logits, and these are interpolated to all pixels,
// bilinear. There is no CLS token: nothing is said about the picture as a whole. (The simplest
// decoder of Strudel et al. 2021, "Segmenter", Linear.)
class Segmenter : public Layer {
 public:
  Tensor pos_embed;  // (1, N, D), the patches row by row
  vit::PatchEmbed patch_embed;
  std::deque<vit::Block> blocks;
  LayerNorm norm;
  Linear head;

  // ValueError unless `patch` divides `image` and `heads` divides `dim`.
  explicit Segmenter(const SegmenterOptions& options, Random& random = default_random(),
                     Place at = Place::here());

  // ShapeError for pictures of another size.
  Tensor forward(const Tensor& x) override;
  // Who looks at whom in each block: (B, H, N, N). In eval mode, outside the graph.
  std::vector<Tensor> attentions(const Tensor& x, Place at = Place::here());

  const SegmenterOptions& options() const { return options_; }  // as it was built
  void visit(const Visitor& show) override;

 private:
  Tensor embed(const Tensor& x);  // (B, N, D)
  SegmenterOptions options_;
};

}  // namespace heed::inline HEED_PRECISION
