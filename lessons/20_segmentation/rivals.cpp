#include "lessons/20_segmentation/rivals.hpp"

#include "engine/ops.hpp"
#include "layers/activation.hpp"
#include "layers/conv.hpp"
#include "layers/pool.hpp"
#include "layers/upsample.hpp"

namespace lesson20 {

PatchesAlone::Step::Step(const SegmenterOptions& o, Random& random)
    : norm(o.dim, 1e-6), mlp(o.dim, o.hidden, 0, random, Place::here()) {}

void PatchesAlone::Step::visit(const Visitor& show) {
  show.child("norm", norm);
  show.child("mlp", mlp);
}

PatchesAlone::PatchesAlone(const SegmenterOptions& o, Random& random)
    : options(o),
      pos_embed(
          truncated_normal({1, (o.image / o.patch) * (o.image / o.patch), o.dim}, 0.02, random)),
      patch_embed(o.channels, o.patch, o.dim, random, Place::here()),
      norm(o.dim, 1e-6),
      head(o.dim, o.classes, true, random) {
  for (int64_t i = 0; i < o.depth; ++i) steps.emplace_back(o, random);
}

Tensor PatchesAlone::forward(const Tensor& x) {
  Tensor tokens = patch_embed(x) + pos_embed;
  for (Step& step : steps) tokens = step(tokens);
  return to_pixels(head(norm(tokens)), options.image);
}

void PatchesAlone::visit(const Visitor& show) {
  show.parameter("pos_embed", pos_embed);
  show.child("patch_embed", patch_embed);
  for (size_t i = 0; i < steps.size(); ++i) show.child("steps." + std::to_string(i), steps[i]);
  show.child("norm", norm);
  show.child("head", head);
}

SmallCnn::SmallCnn() {
  add<Conv2d>(3, 24, 3, Conv2dOptions{.padding = 1});
  add<ReLU>();
  add<MaxPool2d>(2);
  add<Conv2d>(24, 32, 3, Conv2dOptions{.padding = 1});
  add<ReLU>();
  add<MaxPool2d>(2);
  for (const int64_t channels : {32, 48, 48}) {
    add<Conv2d>(channels, 48, 3, Conv2dOptions{.padding = 1});
    add<ReLU>();
  }
  add<Conv2d>(48, TouchingGenerator::kClasses, 1);
  add<Upsample>(InterpolateOptions{.scale_factor = 4.0, .mode = Interpolation::bilinear});
}

}  // namespace lesson20
