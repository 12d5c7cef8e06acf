// Segmenter: a vision transformer that gives every pixel a class.
#include "layers/models/segmenter.hpp"

#include <cmath>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/resize.hpp"
#include "engine/ops/shape.hpp"
#include "layers/attention_watch.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

const SegmenterOptions& checked(const SegmenterOptions& o, Place at) {
  check_sizes("Segmenter",
              {{"image", o.image},
               {"patch", o.patch},
               {"channels", o.channels},
               {"dim", o.dim},
               {"depth", o.depth},
               {"heads", o.heads},
               {"hidden", o.hidden},
               {"classes", o.classes}},
              at);
  vit::check_cut("Segmenter", o.image, o.patch, o.dim, o.heads, at);
  return o;
}

int64_t patches(const SegmenterOptions& o) { return (o.image / o.patch) * (o.image / o.patch); }

}  // namespace

Segmenter::Segmenter(const SegmenterOptions& options, Random& random, Place at)
    : pos_embed(truncated_normal({1, patches(checked(options, at)), options.dim}, 0.02, random)),
      patch_embed(options.channels, options.patch, options.dim, random, at),
      norm(options.dim, 1e-6, at),
      head(options.dim, options.classes, true, random, at),
      options_(options) {
  for (int64_t i = 0; i < options.depth; ++i)
    blocks.emplace_back(options.dim, options.heads, options.hidden, true, 0.0, 1e-6, random, at);
}

Tensor Segmenter::embed(const Tensor& x) {
  const SegmenterOptions& o = options_;
  const Shape picture{o.channels, o.image, o.image};
  if (x.dim() != 4 || x.shape() != Shape{x.size(0), o.channels, o.image, o.image})
    throw ShapeError(explain("Segmenter", Place::here(), "was built for other pictures",
                             {{"x", x.shape()}, {"a picture", picture}},
                             "needs (B, C, H, W), a batch of such pictures"));
  return patch_embed(x) + pos_embed;
}

Tensor Segmenter::forward(const Tensor& x) {
  Tensor tokens = embed(x);
  for (vit::Block& block : blocks) tokens = block(tokens);
  const Tensor logits = head(norm(tokens));  // (B, N, classes)
  return to_pixels(logits, options_.image);
}

Tensor to_pixels(const Tensor& tokens, int64_t image) {
  const int64_t side = std::llround(std::sqrt(double(tokens.size(1))));
  const Tensor map = reshape(transpose(tokens, 1, 2), {tokens.size(0), tokens.size(2), side, side});
  return interpolate(map, {.size = Pair{image, image}, .mode = Interpolation::bilinear});
}

std::vector<Tensor> Segmenter::attentions(const Tensor& x, Place at) {
  const Evaluation evaluation(*this);
  const AttentionWatch watch;
  (*this)(x, at);
  return watch.weights();
}

void Segmenter::visit(const Visitor& show) {
  show.parameter("pos_embed", pos_embed);
  show.child("patch_embed", patch_embed);
  for (size_t i = 0; i < blocks.size(); ++i) show.child("blocks." + std::to_string(i), blocks[i]);
  show.child("norm", norm);
  show.child("head", head);
}

}  // namespace heed::inline HEED_PRECISION
