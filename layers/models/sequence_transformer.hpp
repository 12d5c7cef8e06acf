// SequenceTransformer: the encoder–decoder of "Attention is all you need" from symbols to symbols.
#pragma once

#include <vector>

#include "layers/embedding.hpp"
#include "layers/transformer.hpp"

namespace heed::inline HEED_PRECISION {

// What a SequenceTransformer is built with.
struct SequenceTransformerOptions {
  int64_t source_symbols = 0, target_symbols = 0;  // sizes of the vocabularies
  int64_t dim = 64;                                // E
  int64_t heads = 4;                               // of every attention; they divide dim
  // Of the stacks. Post-norm stacks, as in the paper, have no norm behind their last layer, whose
  // own is the last thing already; final_norm is set to norm_first.
  TransformerOptions layers = {
      .encoder_layers = 2, .decoder_layers = 2, .feedforward = 128, .dropout = 0};
  bool positions = true;     // false: no sinusoids are added, and sequences are bags of symbols
  int64_t longest = 512;     // symbols of a source or target; positions end there
  int64_t bos = 1, eos = 2;  // the symbols that begin and end a target
};

// A source that was read: what the decoder attends to.
struct SourceMemory {
  Tensor states;  // (B, S, E)
  Mask shown;     // (B, S): false where a source is padded
};

// Who looks at whom: for each layer (B, H, queries, keys), each row of which sums to 1.
struct TransformerMaps {
  std::vector<Tensor> encoder;  // (B, H, S, S)
  std::vector<Tensor> decoder;  // (B, H, T, T): causal, so above the diagonal 0
  std::vector<Tensor> cross;    // (B, H, T, S)
};

// Vaswani et al. 2017. A symbol becomes sqrt(E) times its embedding plus the sinusoids of its place
// (section 3.4, 3.5); the stacks are TransformerEncoder and TransformerDecoder; a linear layer
// makes logits. Embeddings begin normal with deviation 1/sqrt(E), matrices as xavier_uniform says.
class SequenceTransformer : public Module {
 public:
  Embedding source_embedding, target_embedding;
  TransformerEncoder encoder;
  TransformerDecoder decoder;
  Linear output;

  // ValueError for a size below 1, an odd `dim`, `heads` that do not divide it, or a bos or eos
  // that is no target symbol.
  explicit SequenceTransformer(const SequenceTransformerOptions& options,
                               Random& random = default_random(), Place at = Place::here());

  // Sources (B, S), each as long as `lengths` (B) says, padded with any symbol. ValueError if they
  // are longer than the positions.
  SourceMemory read(const Indices& source, const Indices& lengths, Place at = Place::here());
  // The logits (B, T, target_symbols) of what follows each of the symbols (B, T), which sees those
  // before it only. With the true target, bos in front, this is teacher forcing.
  Tensor write(const SourceMemory& memory, const Indices& symbols, Place at = Place::here());
  Tensor operator()(const Indices& source, const Indices& lengths, const Indices& target_in,
                    Place at = Place::here());
  // The weights of every layer and head on the way to these logits. In eval mode, outside the
  // graph.
  TransformerMaps maps(const Indices& source, const Indices& lengths, const Indices& target_in,
                       Place at = Place::here());

  // Symbols (B, T) that stand at places first … first+T-1 -> (B, T, E).
  Tensor embed(Embedding& embedding, const Indices& symbols, int64_t first = 0,
               Place at = Place::here());
  // ValueError unless a sequence of `length` symbols, at least one, has positions.
  void check_length(int64_t length) const;
  const SequenceTransformerOptions& options() const { return options_; }  // as it was built
  void visit(const Visitor& show) override;

 private:
  SequenceTransformerOptions options_;
  Tensor places_;  // (longest, E)
};

}  // namespace heed::inline HEED_PRECISION
