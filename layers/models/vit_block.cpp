// The parts of a vision transformer.

#include "layers/models/vit_block.hpp"

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/attention.hpp"
#include "engine/ops/shape.hpp"
#include "layers/attention_watch.hpp"
#include "layers/feed_forward.hpp"

namespace heed::inline HEED_PRECISION::vit {

void check_cut(std::string_view model, int64_t image, int64_t patch, int64_t dim, int64_t heads,
               Place at) {
  if (image % patch != 0)
    throw ValueError(explain(
        model, at,
        "cannot cut " + std::to_string(image) + " pixels into patches of " + std::to_string(patch),
        {}, "patch must divide image"));
  if (dim % heads != 0)
    throw ValueError(explain(
        model, at,
        "cannot split " + std::to_string(dim) + " numbers into " + std::to_string(heads) + " heads",
        {}, "heads must divide dim"));
}

Tensor PatchEmbed::forward(const Tensor& x) {
  return transpose(flatten(proj(x), 2), 1, 2);  // (B, D, H/p, W/p) -> (B, D, N) -> (B, N, D)
}

Attention::Attention(int64_t dim, int64_t heads, bool qkv_bias, double dropout, Random& random,
                     Place at)
    : qkv(dim, 3 * dim, qkv_bias, random, at),
      proj(dim, dim, true, random, at),
      proj_drop(dropout, at),
      heads_(heads) {}

Tensor Attention::forward(const Tensor& x) {
  const Tensor packed = qkv(x);
  AttentionWatch::report([&] {
    const Heads apart = split_heads(packed, heads_);
    return attention_scores(apart.q, apart.k);
  });
  return proj_drop(proj(packed_attention(packed, heads_)));
}

Tensor Attention::weights(const Tensor& x, Place at) {
  const Running here(*this, at);
  const Heads heads = split_heads(qkv(x), heads_);
  return attention_with_weights(heads.q, heads.k, heads.v).weights;
}

void Attention::visit(const Visitor& show) {
  show.child("qkv", qkv);
  show.child("proj", proj);
  show.child("proj_drop", proj_drop);
}

Tensor Mlp::forward(const Tensor& x) {
  return drop(feed_forward(x, fc1, Activation::gelu, drop, fc2));
}

void Mlp::visit(const Visitor& show) {
  show.child("fc1", fc1);
  show.child("fc2", fc2);
  show.child("drop", drop);
}

Block::Block(int64_t dim, int64_t heads, int64_t hidden, bool qkv_bias, double dropout, double eps,
             Random& random, Place at)
    : norm1(dim, eps, at),
      attn(dim, heads, qkv_bias, dropout, random, at),
      norm2(dim, eps, at),
      mlp(dim, hidden, dropout, random, at) {}

Tensor Block::forward(const Tensor& x) {
  const Tensor y = x + attn(norm1(x));
  return y + mlp(norm2(y));
}

void Block::visit(const Visitor& show) {
  show.child("norm1", norm1);
  show.child("attn", attn);
  show.child("norm2", norm2);
  show.child("mlp", mlp);
}

}  // namespace heed::inline HEED_PRECISION::vit
