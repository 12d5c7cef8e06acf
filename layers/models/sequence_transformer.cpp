// SequenceTransformer: embeddings and positions around the two stacks, and their weights.

#include "layers/models/sequence_transformer.hpp"

#include <cmath>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/slice.hpp"
#include "layers/attention_watch.hpp"
#include "layers/positions.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

const SequenceTransformerOptions& checked(const SequenceTransformerOptions& o, Place at) {
  check_sizes("SequenceTransformer",
              {{"source_symbols", o.source_symbols},
               {"target_symbols", o.target_symbols},
               {"longest", o.longest}},
              at);
  for (const int64_t sign : {o.bos, o.eos})
    if (sign < 0 || sign >= o.target_symbols)
      throw ValueError(
          explain("SequenceTransformer", at,
                  "bos and eos must be target symbols, and " + std::to_string(sign) + " is none",
                  {}, "symbols are 0 … " + std::to_string(o.target_symbols - 1)));
  return o;
}

SequenceTransformerOptions completed(SequenceTransformerOptions options) {
  options.layers.final_norm = options.layers.norm_first;
  return options;
}

}  // namespace

SequenceTransformer::SequenceTransformer(const SequenceTransformerOptions& options, Random& random,
                                         Place at)
    : source_embedding(checked(options, at).source_symbols, options.dim, random, at),
      target_embedding(options.target_symbols, options.dim, random, at),
      encoder(options.dim, options.heads, completed(options).layers, random, at),
      decoder(options.dim, options.heads, completed(options).layers, random, at),
      output(options.dim, options.target_symbols, true, random, at),
      options_(completed(options)),
      places_(sinusoidal_positions(options.longest, options.dim, 10000, at)) {
  walk({.parameter = [&](const std::string&, Tensor& x) {
    if (x.dim() == 2) x = xavier_uniform(x.shape(), random);
  }});
  const double deviation = 1 / std::sqrt(double(options.dim));
  for (Embedding* embedding : {&source_embedding, &target_embedding})
    embedding->weight = parameter(randn(embedding->weight.shape(), random) * deviation);
}

void SequenceTransformer::check_length(int64_t length) const {
  if (length < 1 || length > options_.longest)
    throw ValueError(explain("SequenceTransformer", Place::here(),
                             "there are positions for 1 … " + std::to_string(options_.longest) +
                                 " symbols, not for " + std::to_string(length),
                             {},
                             "shorten the sequence, or build the model with a greater `longest`"));
}

Tensor SequenceTransformer::embed(Embedding& embedding, const Indices& symbols, int64_t first,
                                  Place at) {
  const Running here(*this, at);
  if (symbols.shape().rank() != 2)
    throw ShapeError(explain("SequenceTransformer", Place::here(), "takes batches of sequences",
                             {{"symbols", symbols.shape()}}, "needs (B, T)"));
  const int64_t end = first + symbols.shape()[1];
  check_length(end);
  const Tensor x = embedding(symbols) * std::sqrt(double(options_.dim));
  return options_.positions ? x + slice(places_, 0, first, end) : x;
}

SourceMemory SequenceTransformer::read(const Indices& source, const Indices& lengths, Place at) {
  const Running here(*this, at);
  const Tensor x = embed(source_embedding, source);
  const Mask shown = padding_mask(lengths, source.shape()[1]);
  return {encoder(x, {.key_padding = shown}), shown};
}

Tensor SequenceTransformer::write(const SourceMemory& memory, const Indices& symbols, Place at) {
  const Running here(*this, at);
  const Tensor x = embed(target_embedding, symbols);
  return output(decoder(x, memory.states, {.causal = true}, {.key_padding = memory.shown}));
}

Tensor SequenceTransformer::operator()(const Indices& source, const Indices& lengths,
                                       const Indices& target_in, Place at) {
  const Running here(*this, at);
  return write(read(source, lengths), target_in);
}

TransformerMaps SequenceTransformer::maps(const Indices& source, const Indices& lengths,
                                          const Indices& target_in, Place at) {
  const Evaluation evaluation(*this);
  const AttentionWatch watch;
  (*this)(source, lengths, target_in, at);
  const std::vector<Tensor> weights = watch.weights();  // as the layers ran: the encoder's first
  const size_t read = encoder.layers.size();
  TransformerMaps all;
  all.encoder.assign(weights.begin(), weights.begin() + ptrdiff_t(read));
  for (size_t i = read; i < weights.size(); i += 2) {
    all.decoder.push_back(weights[i]);
    all.cross.push_back(weights[i + 1]);
  }
  return all;
}

void SequenceTransformer::visit(const Visitor& show) {
  show.child("source_embedding", source_embedding);
  show.child("target_embedding", target_embedding);
  show.child("encoder", encoder);
  show.child("decoder", decoder);
  show.child("output", output);
}

}  // namespace heed::inline HEED_PRECISION
