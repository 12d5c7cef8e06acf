// The models of the workloads that layers/models does not have, as in torch_workloads.py.
#pragma once

#include <cmath>
#include <vector>

#include "engine/ops.hpp"
#include "layers/activation.hpp"
#include "layers/conv.hpp"
#include "layers/embedding.hpp"
#include "layers/linear.hpp"
#include "layers/norm.hpp"
#include "layers/positions.hpp"
#include "layers/recurrent_attention.hpp"
#include "layers/rnn.hpp"
#include "layers/rnn_cell.hpp"
#include "layers/self_attention_2d.hpp"
#include "layers/transformer.hpp"

namespace heed::bench {

// Pictures (B, 3, H, W) -> logits (B, 10): convolutions around the blog's SelfAttention.
class AttentionCnn : public Layer {
 public:
  Conv2d conv1{3, 64, 3, {.padding = 1}}, conv2{64, 64, 3, {.stride = 2, .padding = 1}};
  BatchNorm2d norm1{64}, norm2{64};
  SelfAttention2d attention{64};
  Linear head{64, 10};

  Tensor forward(const Tensor& x) override {
    const Tensor seen = relu(norm1(conv1(x)));
    const Tensor y = relu(norm2(conv2(attention.output(seen))));
    return head(mean(y, {2, 3}));
  }
  void visit(const Visitor& show) override {
    show.child("conv1", conv1);
    show.child("norm1", norm1);
    show.child("attention", attention);
    show.child("conv2", conv2);
    show.child("norm2", norm2);
    show.child("head", head);
  }
};

// A GRU reads (B, T) words; another writes, with additive attention and the true words before.
class Seq2Seq : public Module {
 public:
  Embedding source, target;
  GRU encoder;
  GRUCell cell;
  AdditiveAttention attention;
  Linear out;

  explicit Seq2Seq(int64_t vocabulary = 64, int64_t dim = 64, int64_t hidden = 128)
      : source(vocabulary, dim),
        target(vocabulary, dim),
        encoder(dim, hidden),
        cell(dim + hidden, hidden),
        attention(hidden, hidden, hidden, true),
        out(2 * hidden, vocabulary) {}

  // words (B, T); truth: of each step the words (B). Logits (B, steps, vocabulary).
  Tensor operator()(const Indices& words, const std::vector<Indices>& truth) {
    const auto [encoded, last] = encoder(source(words));
    const Tensor keys = attention.project(encoded);
    Tensor state = select(last, 0, 0);
    std::vector<Tensor> logits;
    for (const Indices& now : truth) {
      const Tensor context = attention(state, keys, encoded).context;
      state = cell(cat({target(now), context}, 1), state);
      logits.push_back(out(cat({state, context}, 1)));
    }
    return stack(logits, 1);
  }
  void visit(const Visitor& show) override {
    show.child("source", source);
    show.child("target", target);
    show.child("encoder", encoder);
    show.child("cell", cell);
    show.child("attention", attention);
    show.child("out", out);
  }
};

// The Transformer of "Attention is all you need", with sinusoidal positions and a causal decoder.
class Translator : public Module {
 public:
  Embedding source, target;
  Transformer core;
  Linear out;

  explicit Translator(int64_t vocabulary = 64, int64_t dim = 128)
      : source(vocabulary, dim),
        target(vocabulary, dim),
        core(dim, 4, {.encoder_layers = 2, .decoder_layers = 2, .feedforward = 512, .dropout = 0}),
        out(dim, vocabulary),
        positions_(sinusoidal_positions(512, dim)) {}

  // words (B, M), so_far (B, N) -> logits (B, N, vocabulary)
  Tensor operator()(const Indices& words, const Indices& so_far) {
    const auto placed = [&](const Tensor& x) { return x + slice(positions_, 0, 0, x.size(1)); };
    TransformerMasks masks;
    masks.target.causal = true;
    return out(core(placed(source(words)), placed(target(so_far)), masks));
  }
  void visit(const Visitor& show) override {
    show.child("source", source);
    show.child("target", target);
    show.child("core", core);
    show.child("out", out);
  }

 private:
  Tensor positions_;  // (512, dim)
};

}  // namespace heed::bench
