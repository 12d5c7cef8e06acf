// Seq2Seq: an encoder reads a sequence, a decoder writes another; between them a vector, or
// attention.
#pragma once

#include <optional>

#include "layers/embedding.hpp"
#include "layers/models/recurrence.hpp"
#include "layers/recurrent_attention.hpp"

namespace heed::inline HEED_PRECISION {

// How the decoder's state s and a place h_j of the source are compared, if at all.
enum class Alignment {
  none,      // no attention: all that the decoder knows is the state that the encoder ends in
  additive,  // v^T tanh(W_a s_{t-1} + U_a h_j) (Bahdanau, Cho, Bengio 2014)
  dot,       // s_t · h_j (Luong, Pham, Manning 2015)
  general,   // s_t W_a h_j (the same)
  diagonal,  // none: step t looks at place t of the source, and at its last one when it is over;
             // what attention must beat where words keep their order
};

// What a Seq2Seq is built with.
struct Seq2SeqOptions {
  int64_t source_symbols = 0, target_symbols = 0;  // sizes of the vocabularies
  int64_t embedding = 32;                          // E
  int64_t hidden = 64;                             // H, of the decoder and each encoder direction
  Cell cell = Cell::gru;                           // of encoder and decoder
  bool bidirectional = false;             // the encoder reads in both directions: D = 2, not 1
  Alignment alignment = Alignment::none;  // how the decoder looks back
  // The decoder begins in the encoder's last state. If not, it begins in zeros, and all that it
  // learns of the source comes through attention.
  bool handover = true;
  int64_t bos = 1, eos = 2;  // the symbols that begin and end a target
};

// Where the decoder is: its cell's state, (1, B, H) each, and how many symbols it has read.
struct DecoderState {
  Tensor h, c;  // c of an LSTM
  int64_t step = 0;
};

// A source that was read: what the decoder looks back at.
struct SourceReading {
  Tensor states;       // (B, S, D H): h_j, the encoder's states; 0 behind a source's end
  Tensor keys;         // (B, S, ..): what the score makes of them once for all steps; without
                       // attention undefined
  Indices lengths;     // (B)
  DecoderState start;  // where the decoder begins
};

// Some steps of writing.
struct TargetWriting {
  Tensor logits;   // (B, T, target_symbols)
  Tensor weights;  // (B, T, S): of step t, where it looked; each row sums to 1, and padding has 0.
                   // Without attention undefined
  DecoderState state;  // after the last step
};

// What greedy() wrote.
struct GreedyResult {
  Indices symbols;  // (B, T): the likeliest symbol at each step; behind a row's eos, eos again
  Tensor weights;   // (B, T, S), as in TargetWriting
};

// Encoder and decoder are one layer each. The decoder begins in the encoder's last state
// (Sutskever, Vinyals, Le 2014; of two directions, tanh(W [forwards; backwards]) makes one state).
// At each step it reads the symbol before, y_{t-1}, and moves to the next state s_t:
//   none          s_t = cell(y_{t-1}, s_{t-1}),         logits = W_o s_t + b
//   additive      a_t = softmax_j score(s_{t-1}, h_j),  c_t = sum_j a_tj h_j,
//                 s_t = cell([y_{t-1}; c_t], s_{t-1}),  logits = W_o tanh(W_c [c_t; s_t]) + b
//   dot, general  s_t = cell(y_{t-1}, s_{t-1}), then a_t of score(s_t, h_j), c_t and the logits as
//                 above; what was attended to does not enter the next state (no input feeding)
//   diagonal      as these, with a_t = 1 at the place t
// So additive attention has to go step by step even where all targets are known, and the others
// take a whole sequence at once.
class Seq2Seq : public Module {
 public:
  Embedding source_embedding, target_embedding;
  Recurrence encoder, decoder;
  std::optional<Linear> bridge_h, bridge_c;  // of two directions, with handover; c of an LSTM
  std::optional<AdditiveAttention> additive;
  std::optional<LuongAttention> luong;
  std::optional<Linear> combine;  // W_c, with attention
  Linear output;                  // W_o

  // ValueError for a size below 1, a bos or eos that is no target symbol, or Alignment::dot with
  // two directions, where s and h_j differ in size.
  explicit Seq2Seq(const Seq2SeqOptions& options, Random& random = default_random(),
                   Place at = Place::here());

  // Sources (B, S), each as long as `lengths` (B) says, padded with any symbol.
  SourceReading read(const Indices& source, const Indices& lengths, Place at = Place::here());
  // Goes on from `state` (at first, reading.start), reading the symbols (B, T), one a step. With
  // those of the true target, bos in front, this is teacher forcing.
  TargetWriting write(const SourceReading& reading, const DecoderState& state,
                      const Indices& symbols, Place at = Place::here());
  // Both: teacher forcing. target_in (B, T): bos, then the target.
  TargetWriting operator()(const Indices& source, const Indices& lengths, const Indices& target_in,
                           Place at = Place::here());
  // Each step reads the symbol that the one before found likeliest, until every row has written eos
  // or `longest` symbols. Outside the graph. ValueError for a `longest` below 1.
  GreedyResult greedy(const Indices& source, const Indices& lengths, int64_t longest,
                      Place at = Place::here());

  const Seq2SeqOptions& options() const { return options_; }  // as it was built
  void visit(const Visitor& show) override;

 private:
  DecoderState begin(const LSTMResult& read);
  Attended look(const SourceReading& reading, int64_t step, const Tensor& states);
  Tensor logits_of(const Tensor& context, const Tensor& states);
  TargetWriting write_by_steps(const SourceReading& reading, DecoderState state, const Tensor& x);
  Seq2SeqOptions options_;
};

}  // namespace heed::inline HEED_PRECISION
