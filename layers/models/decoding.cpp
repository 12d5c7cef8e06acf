// Writing symbol after symbol, with and without a cache of keys and values.

#include "layers/models/decoding.hpp"

#include <algorithm>

#include "engine/ops/gather.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/select.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

enum Part : int64_t { kQueries, kKeys, kValues };

// One of the three that in_proj makes of x (B, N, E).
Tensor projected(const MultiheadAttention& attention, const Tensor& x, Part part) {
  const int64_t dim = x.size(2), first = part * dim;
  return linear(x, slice(attention.in_proj_weight, 0, first, first + dim),
                slice(attention.in_proj_bias, 0, first, first + dim));
}

// The logits of what follows the last symbol of each row of (B, T).
Tensor read_anew(SequenceTransformer& model, const SourceMemory& memory, const Indices& written) {
  return select(model.write(memory, written), 1, -1);
}

Indices behind(const Indices& written, const Indices& next) {
  const int64_t rows = next.numel(), length = written.numel() / rows;
  Indices longer(Shape{rows, length + 1});
  int64_t* to = longer.mutable_data();
  for (int64_t b = 0; b < rows; ++b) {
    to = std::copy_n(written.data() + b * length, length, to);
    *to++ = next[b];
  }
  return longer;
}

}  // namespace

DecoderCache::DecoderCache(SequenceTransformer& model, const SourceMemory& memory, Place at)
    : model_(model), shown_(memory.shown) {
  const Evaluation evaluation(model);
  const Running here(model, at);
  for (TransformerDecoderLayer& layer : model.decoder.layers)
    memory_.push_back({projected(layer.multihead_attn, memory.states, kKeys),
                       projected(layer.multihead_attn, memory.states, kValues)});
  self_.resize(memory_.size());
}

Tensor DecoderCache::step(const Indices& symbols, Place at) {
  const Evaluation evaluation(model_);
  const Running here(model_, at);
  const int64_t heads = model_.options().heads, rows = symbols.numel();
  Tensor x = model_.embed(model_.target_embedding, symbols.reshape({rows, 1}), length_);
  for (size_t i = 0; i < self_.size(); ++i) {
    TransformerDecoderLayer& layer = model_.decoder.layers[i];
    KeysAndValues& own = self_[i];
    const auto attend = [&](const Tensor& t) {  // (B, 1, E): to all that was written, and itself
      const Tensor key = projected(layer.self_attn, t, kKeys);
      const Tensor value = projected(layer.self_attn, t, kValues);
      own.keys = length_ ? cat({own.keys, key}, 1) : key;
      own.values = length_ ? cat({own.values, value}, 1) : value;
      const Tensor query = projected(layer.self_attn, t, kQueries);
      return layer.self_attn.out_proj(packed_cross_attention(query, own.keys, own.values, heads));
    };
    const auto cross = [&](const Tensor& t) {
      const Tensor query = projected(layer.multihead_attn, t, kQueries);
      return layer.multihead_attn.out_proj(packed_cross_attention(
          query, memory_[i].keys, memory_[i].values, heads, {.key_padding = shown_}));
    };
    x = layer.attending(x, attend, cross);
  }
  ++length_;
  if (model_.decoder.norm) x = (*model_.decoder.norm)(x);
  return select(model_.output(x), 1, 0);
}

void DecoderCache::choose(const Indices& rows) {
  const NoGrad no_grad;
  for (auto* all : {&self_, &memory_})
    for (KeysAndValues& kept : *all) {
      if (!kept.keys.defined()) continue;
      kept.keys = index_select(kept.keys, 0, rows);
      kept.values = index_select(kept.values, 0, rows);
    }
  const int64_t width = shown_.shape()[1];
  Mask shown(Shape{rows.numel(), width});
  for (int64_t i = 0; i < rows.numel(); ++i)
    std::copy_n(shown_.data() + rows[i] * width, width, shown.mutable_data() + i * width);
  shown_ = shown;
}

Indices write_greedily(SequenceTransformer& model, const Indices& source, const Indices& lengths,
                       const WritingOptions& options, Place at) {
  const Evaluation evaluation(model);
  const Running here(model, at);
  model.check_length(options.longest);
  const SourceMemory memory = model.read(source, lengths);
  const int64_t rows = lengths.numel(), eos = model.options().eos;
  DecoderCache cache(model, memory);
  Indices next(Shape{rows}, model.options().bos), written(Shape{rows, 0}), read(Shape{rows, 0});
  std::vector<bool> ended(size_t(rows), false);
  for (int64_t t = 0; t < options.longest; ++t) {
    read = behind(read, next);
    const Tensor logits = options.cache ? cache.step(next) : read_anew(model, memory, read);
    next = argmax(logits, 1);
    for (int64_t b = 0; b < rows && options.stop_at_eos; ++b) {
      if (ended[size_t(b)]) next.mutable_data()[b] = eos;
      ended[size_t(b)] = next[b] == eos;
    }
    written = behind(written, next);
    if (std::all_of(ended.begin(), ended.end(), [](bool done) { return done; })) break;
  }
  return written;
}

}  // namespace heed::inline HEED_PRECISION
