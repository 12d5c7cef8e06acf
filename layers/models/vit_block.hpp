// The parts of a vision transformer, with DINO's names: a picture becomes tokens, blocks mix them.
#pragma once

#include "layers/conv.hpp"
#include "layers/dropout.hpp"
#include "layers/linear.hpp"
#include "layers/norm.hpp"

namespace heed::inline HEED_PRECISION::vit {

// ValueError, in the words of `model`, unless `patch` divides `image` and `heads` divides `dim`.
void check_cut(std::string_view model, int64_t image, int64_t patch, int64_t dim, int64_t heads,
               Place at);

// Cuts a picture into patches and maps each to a token by the same linear map, which is a
// convolution whose stride is its kernel: (B, C, H, W) -> (B, N, D), row by row.
struct PatchEmbed : Layer {
  Conv2d proj;
  PatchEmbed(int64_t channels, int64_t patch, int64_t dim, Random& random, Place at)
      : proj(channels, dim, patch, {.stride = patch}, true, random, at) {}
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override { show.child("proj", proj); }
};

// Self-attention of `heads` heads: (B, N, D) -> (B, N, D).
struct Attention : Layer {
  Linear qkv;   // D -> 3 D: queries, keys, values of all heads side by side
  Linear proj;  // D -> D: mixes the heads
  Dropout proj_drop;

  // `heads` divides `dim`: ViT has checked it.
  Attention(int64_t dim, int64_t heads, bool qkv_bias, double dropout, Random& random, Place at);
  Tensor forward(const Tensor& x) override;
  Tensor weights(const Tensor& x, Place at = Place::here());  // (B, H, N, N), who looks at whom
  void visit(const Visitor& show) override;

 private:
  int64_t heads_;
};

// Each token by itself: D -> hidden, GELU, -> D.
struct Mlp : Layer {
  Linear fc1, fc2;
  Dropout drop;
  Mlp(int64_t dim, int64_t hidden, double dropout, Random& random, Place at)
      : fc1(dim, hidden, true, random, at), fc2(hidden, dim, true, random, at), drop(dropout, at) {}
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override;
};

// x + attention(norm(x)), then x + mlp(norm(x)): the norm comes first, and what is added back has
// passed none (pre-norm; Dosovitskiy et al. 2021).
struct Block : Layer {
  LayerNorm norm1;
  Attention attn;
  LayerNorm norm2;
  Mlp mlp;
  Block(int64_t dim, int64_t heads, int64_t hidden, bool qkv_bias, double dropout, double eps,
        Random& random, Place at);
  Tensor forward(const Tensor& x) override;
  void visit(const Visitor& show) override;
};

}  // namespace heed::inline HEED_PRECISION::vit
