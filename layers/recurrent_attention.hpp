// Attention for a decoder that goes step by step: its state is the query, the source the keys.
#pragma once

#include <optional>

#include "engine/indices.hpp"
#include "layers/linear.hpp"

namespace heed::inline HEED_PRECISION {

// What attention gives for one query.
struct Attended {
  Tensor context;  // (B, D): the mean of the values, weighted
  Tensor weights;  // (B, N): each row sums to 1
};

// Which keys may be attended to; of two conditions, both hold. A row without any gives zeros.
struct KeyOptions {
  std::optional<Indices> lengths = {};  // (B): the first so many; padding never receives weight
  std::optional<Mask> mask = {};        // (B, N), or (B, M, N); true: may attend
};

// (B, n): true for the first lengths[b] places. ValueError for a length that is not 0 to n.
Mask length_mask(const Indices& lengths, int64_t n, Place at = Place::here());

// Both kinds below take a query (B, q), or M of them, (B, M, q): then the results are (B, M, D) and
// (B, M, N). Values are (B, N, D), such as an encoder's outputs. project(values) makes the keys
// once for a sentence, not again at each step:
//   const Tensor keys = attention.project(encoded);
//   … each step: const auto [context, weights] = attention(state, keys, encoded);

// e_ij = v^T tanh(W_a s_i + U_a h_j) (Bahdanau, Cho, Bengio 2014).
class AdditiveAttention : public Module {
 public:
  Linear query_proj;  // W_a (A, q)
  Linear key_proj;    // U_a (A, D), and a bias if wanted
  Tensor v;           // (A), uniform in ±1/√A

  // `query` is q, `value` D, `hidden` A; the bias is key_proj's. ValueError for a size below 1.
  AdditiveAttention(int64_t query, int64_t value, int64_t hidden, bool bias = false,
                    Random& random = default_random(), Place at = Place::here());
  Tensor project(const Tensor& values, Place at = Place::here());  // (B, N, D) -> (B, N, A)
  Attended operator()(const Tensor& query, const Tensor& keys, const Tensor& values,
                      const KeyOptions& options = {}, Place at = Place::here());
  void visit(const Visitor& show) override;
};

// e_ij = s_i h_j, s_i W_a h_j, or v^T tanh(W_a [s_i; h_j]) (Luong, Pham, Manning 2015). They are
// not scaled.
enum class LuongScore { dot, general, concat };
class LuongAttention : public Module {
 public:
  Tensor weight;  // W_a: general (q, D), concat (A, q + D), uniform in ±1/√(inputs); dot: absent
  Tensor v;       // concat (A), uniform in ±1/√A; or absent

  // ValueError for dot unless query = value. `hidden`, A, is of concat; if not given, query.
  LuongAttention(int64_t query, int64_t value, LuongScore score = LuongScore::general,
                 std::optional<int64_t> hidden = {}, Random& random = default_random(),
                 Place at = Place::here());
  Tensor project(const Tensor& values, Place at = Place::here());  // (B, N, D) -> (B, N, q or A)
  Attended operator()(const Tensor& query, const Tensor& keys, const Tensor& values,
                      const KeyOptions& options = {}, Place at = Place::here());
  void visit(const Visitor& show) override;

 private:
  int64_t query_;
  LuongScore score_;
};

}  // namespace heed::inline HEED_PRECISION
