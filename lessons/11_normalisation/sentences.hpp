// Short opinions on films and songs, and a transformer's layer that learns whether they praise.
#pragma once

#include "engine/indices.hpp"
#include "layers/attention.hpp"
#include "layers/embedding.hpp"
#include "layers/linear.hpp"
#include "lessons/11_normalisation/normalising.hpp"

namespace lesson11 {

// Sentences of words: "the film was not very good".
struct Sentences {
  Indices words;    // (B, N), 0 is padding
  Indices praises;  // (B): 1 or 0
  int64_t size() const { return praises.numel(); }
};
constexpr int64_t kLongest = 7;  // words of a sentence, N

Sentences opinions(int64_t count, Random& random);
// ValueError for a word that no opinion has.
Indices read_sentence(const std::string& sentence);  // (1, N)
std::string written(const Indices& words, int64_t row);

// Embedding and positions, x + attention, a norm, x + two linear layers, a norm (post-norm, as in
// the first transformers); then the mean of the words. The two norms are Norm::token, or
// Norm::batch with every word of every sentence as an example.
class Judge : public Module {
 public:
  Judge(Norm norm, Random& random);
  Tensor summary(const Indices& words);     // (B, D): the mean over a sentence's words
  Tensor operator()(const Indices& words);  // (B, 2): scores for complaint and praise
  Tensor praise(const Indices& words);      // (B): the probability of praise
  void visit(const Visitor& show) override;

 private:
  Embedding words_;
  MultiheadAttention attention_;
  Linear linear1_, linear2_, scores_;
  std::unique_ptr<Layer> norm1_, norm2_;
};

}  // namespace lesson11
