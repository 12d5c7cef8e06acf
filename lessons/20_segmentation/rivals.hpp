// What the segmenter is measured against.
#pragma once

#include <deque>

#include "layers/models/vit_block.hpp"
#include "layers/sequential.hpp"
#include "lessons/20_segmentation/training.hpp"

namespace lesson20 {

// The segmenter without its attention: each patch is worked on alone, knowing where it stands.
// (B, 3, H, W) -> (B, classes, H, W).
struct PatchesAlone : Layer {
  struct Step : Layer {  // x + mlp(norm(x))
    LayerNorm norm;
    vit::Mlp mlp;
    Step(const SegmenterOptions& o, Random& random);
    Tensor forward(const Tensor& x) override { return x + mlp(norm(x)); }
    void visit(const Visitor& show) override;
  };
  SegmenterOptions options;
  Tensor pos_embed;  // (1, N, D)
  vit::PatchEmbed patch_embed;
  std::deque<Step> steps;
  LayerNorm norm;
  Linear head;

  PatchesAlone(const SegmenterOptions& o, Random& random);
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override;
};

// Six convolutions and two poolings, then the same interpolation: 16 x 16 places, each of which
// hears of 34 x 34 pixels. (B, 3, H, W) -> (B, classes, H, W).
struct SmallCnn : Sequential {
  SmallCnn();
};

}  // namespace lesson20
