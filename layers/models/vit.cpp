// ViT: a vision transformer.

#include "layers/models/vit.hpp"

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/resize.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "layers/attention_watch.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

const ViTOptions& checked(const ViTOptions& o, Place at) {
  const auto refuse = [&](const std::string& problem, std::string_view rule) {
    throw ValueError(explain("ViT", at, problem, {}, rule));
  };
  check_sizes("ViT",
              {{"image", o.image},
               {"patch", o.patch},
               {"channels", o.channels},
               {"dim", o.dim},
               {"depth", o.depth},
               {"heads", o.heads}},
              at);
  const double hidden = o.mlp_ratio * double(o.dim);
  if (!(hidden >= 1 && hidden < 1e9))  // false for NaN, too
    refuse("mlp_ratio makes no sense: it is " + std::to_string(o.mlp_ratio),
           "mlp_ratio dim is the number of hidden numbers: at least 1, and fit for memory");
  vit::check_cut("ViT", o.image, o.patch, o.dim, o.heads, at);
  if (o.classes < 0) refuse("classes must be 0 (no head) or more", "");
  return o;
}

int64_t patches(const ViTOptions& o) { return (o.image / o.patch) * (o.image / o.patch); }

}  // namespace

ViT::ViT(const ViTOptions& options, Random& random, Place at)
    : cls_token(truncated_normal({1, 1, checked(options, at).dim}, 0.02, random)),
      pos_embed(truncated_normal({1, patches(options) + 1, options.dim}, 0.02, random)),
      patch_embed(options.channels, options.patch, options.dim, random, at),
      pos_drop(options.dropout, at),
      norm(options.dim, options.eps, at),
      options_(options) {
  const int64_t hidden = int64_t(options.mlp_ratio * double(options.dim));
  for (int64_t i = 0; i < options.depth; ++i)
    blocks.emplace_back(options.dim, options.heads, hidden, options.qkv_bias, options.dropout,
                        options.eps, random, at);
  if (options.classes > 0) head.emplace(options.dim, options.classes, true, random, at);
  walk({.child = [&](const std::string&, Module& child) {
    auto* layer = dynamic_cast<Linear*>(&child);
    if (!layer) return;
    layer->weight = truncated_normal(layer->weight.shape(), 0.02, random);
    if (layer->bias.defined()) layer->bias = parameter(zeros(layer->bias.shape()));
  }});
}

Tensor ViT::positions(int64_t height, int64_t width) {
  const int64_t rows = height / options_.patch, columns = width / options_.patch;
  const int64_t side = options_.image / options_.patch;
  if (rows == side && columns == side) return pos_embed;
  const Tensor cls = slice(pos_embed, 1, 0, 1);
  const Tensor learned = reshape(transpose(slice(pos_embed, 1, 1), 1, 2),
                                 {1, options_.dim, side, side});  // (1, N, D) -> (1, D, side, side)
  const Scale scale((double(rows) + 0.1) / double(side), (double(columns) + 0.1) / double(side));
  const Tensor between =
      interpolate(learned, {.scale_factor = scale, .mode = Interpolation::bicubic});
  return cat({cls, transpose(flatten(between, 2), 1, 2)}, 1);
}

Tensor ViT::embed(const Tensor& x) {
  const int64_t patch = options_.patch;
  const bool fits = x.dim() == 4 && x.size(1) == options_.channels && x.size(2) >= patch &&
                    x.size(3) >= patch && x.size(2) % patch == 0 && x.size(3) % patch == 0;
  if (!fits)
    throw ShapeError(explain(
        "ViT", Place::here(), "was built for other pictures",
        {{"x", x.shape()}, {"a picture", {options_.channels, options_.image, options_.image}}},
        "needs (B, C, H, W), a batch of pictures whose height and width are "
        "multiples of the patch, " +
            std::to_string(patch) + ": crop them"));
  const Tensor cls = expand(cls_token, {x.size(0), 1, options_.dim});
  return pos_drop(cat({cls, patch_embed(x)}, 1) + positions(x.size(2), x.size(3)));
}

Tensor ViT::forward(const Tensor& x) {
  Tensor tokens = embed(x);
  for (vit::Block& block : blocks) tokens = block(tokens);
  const Tensor cls = norm(select(tokens, 1, 0));  // each token has its own norm: CLS's is enough
  return head ? (*head)(cls) : cls;
}

std::vector<Tensor> ViT::attentions(const Tensor& x, Place at) {
  const Evaluation evaluation(*this);
  const AttentionWatch watch;
  (*this)(x, at);
  return watch.weights();
}

// Of the last block only what its attention needs; no other block's is kept.
Tensor ViT::attention(const Tensor& x, Place at) {
  const Evaluation evaluation(*this);
  const Running here(*this, at);
  Tensor tokens = embed(x);
  for (size_t i = 0; i + 1 < blocks.size(); ++i) tokens = blocks[i](tokens);
  return blocks.back().attn.weights(blocks.back().norm1(tokens));
}

void ViT::visit(const Visitor& show) {
  show.parameter("cls_token", cls_token);
  show.parameter("pos_embed", pos_embed);
  show.child("patch_embed", patch_embed);
  show.child("pos_drop", pos_drop);
  for (size_t i = 0; i < blocks.size(); ++i) show.child("blocks." + std::to_string(i), blocks[i]);
  show.child("norm", norm);
  if (head) show.child("head", *head);
}

}  // namespace heed::inline HEED_PRECISION
