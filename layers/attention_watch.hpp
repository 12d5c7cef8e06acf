// Seeing what every attention layer of a model looks at, while the model runs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// What one call of an attention layer looked at.
struct Look {
  std::string layer;  // its dotted name in the running model: "encoder.layers.0.self_attn"
  Tensor scores;   // (.., N, M), as softmax takes them; -inf where a query may not attend to a key
  Tensor weights;  // (.., N, M), softmax(scores), before dropout; zeros if all a row's are -inf
};

// While it lives, every attention layer that this thread runs (MultiheadAttention, wherever it
// stands, a ViT's Attention, SelfAttention2d, AdditiveAttention, LuongAttention) leaves a Look, in
// the order in which they run. The layers' results stay the same. Each Look takes memory for N M
// numbers a head, and is computed beside what the layer computes; neither happens otherwise, and
// nothing of it is in the graph. The innermost AttentionWatch sees alone.
//     const AttentionWatch watch;
//     model(x);
//     for (const Look& look : watch.looks()) …
class AttentionWatch {
 public:
  AttentionWatch();
  ~AttentionWatch();
  AttentionWatch(const AttentionWatch&) = delete;
  AttentionWatch& operator=(const AttentionWatch&) = delete;

  const std::vector<Look>& looks() const { return looks_; }  // so far
  std::vector<Tensor> weights() const;                       // of each

  // For the layer that is running: its scores, asked for only if someone watches.
  static void report(const std::function<Tensor()>& scores);

 private:
  static inline thread_local AttentionWatch* innermost = nullptr;
  std::vector<Look> looks_;
  AttentionWatch* outer_;
};

}  // namespace heed::inline HEED_PRECISION
