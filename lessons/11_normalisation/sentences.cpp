// Short opinions, and a transformer's layer that learns whether they praise.
#include "lessons/11_normalisation/sentences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "engine/ops.hpp"
#include "engine/random.hpp"
#include "layers/norm.hpp"
#include "layers/positions.hpp"

namespace lesson11 {

namespace {

constexpr int64_t kDim = 16, kHeads = 2, kHidden = 32, kPadding = 0;

const std::vector<std::string> kWords = {"-",   "the",  "film", "book", "song",  "play",
                                         "was", "not",  "very", "good", "great", "clever",
                                         "bad", "dull", "poor", "old",  "new",   "that"};
constexpr int64_t kGood = 9, kBad = 12, kEach = 3;

int64_t number_of(const std::string& word) {
  const auto at = std::find(kWords.begin() + 1, kWords.end(), word);
  if (at == kWords.end()) throw ValueError(fmt::format("no opinion has the word \"{}\"", word));
  return at - kWords.begin();
}

// Every word of every sentence is an example: (B, N, D) -> the same.
struct WordsBatchNorm : Layer {
  BatchNorm1d norm;
  WordsBatchNorm() : norm(kDim) {}
  Tensor forward(const Tensor& x) override {
    return reshape(norm(reshape(x, {-1, kDim})), x.shape());
  }
  void visit(const Visitor& show) override { show.child("norm", norm); }
};

std::unique_ptr<Layer> new_norm(Norm norm) {
  if (norm == Norm::batch) return std::make_unique<WordsBatchNorm>();
  return std::make_unique<LayerNorm>(kDim);
}

Mask not_padding(const Indices& words) {
  Mask mask(words.shape(), 1);
  uint8_t* shown = mask.mutable_data();
  for (int64_t i = 0; i < words.numel(); ++i) shown[i] = words[i] != kPadding;
  return mask;
}

}  // namespace

Sentences opinions(int64_t count, Random& random) {
  std::vector<int64_t> words, praises;
  const auto one_of = [&](std::initializer_list<const char*> some) {
    return number_of(some.begin()[random.integer(int64_t(some.size()))]);
  };
  for (int64_t i = 0; i < count; ++i) {
    std::vector<int64_t> sentence = {one_of({"the", "that"})};
    if (random.chance(0.3)) sentence.push_back(one_of({"old", "new"}));
    sentence.push_back(one_of({"film", "book", "song", "play"}));
    sentence.push_back(number_of("was"));
    const bool denied = random.chance(0.5), good = random.chance(0.5);
    if (denied) sentence.push_back(number_of("not"));
    if (random.chance(0.3)) sentence.push_back(number_of("very"));
    sentence.push_back((good ? kGood : kBad) + random.integer(kEach));
    sentence.resize(kLongest, kPadding);
    words.insert(words.end(), sentence.begin(), sentence.end());
    praises.push_back(good != denied);
  }
  return {{{count, kLongest}, words}, praises};
}

Indices read_sentence(const std::string& sentence) {
  std::vector<int64_t> words;
  std::istringstream from(sentence);
  for (std::string word; from >> word;) words.push_back(number_of(word));
  words.resize(kLongest, kPadding);
  return {{1, kLongest}, words};
}

std::string written(const Indices& words, int64_t row) {
  std::string text;
  for (int64_t i = row * kLongest; i < (row + 1) * kLongest; ++i)
    if (words[i] != kPadding) text += (text.empty() ? "" : " ") + kWords[size_t(words[i])];
  return text;
}

Judge::Judge(Norm norm, Random& random)
    : words_(int64_t(kWords.size()), kDim, random),
      attention_(kDim, kHeads, {}, random),
      linear1_(kDim, kHidden, true, random),
      linear2_(kHidden, kDim, true, random),
      scores_(kDim, 2, true, random),
      norm1_(new_norm(norm)),
      norm2_(new_norm(norm)) {}

Tensor Judge::summary(const Indices& words) {
  const Running here(*this, Place::here());
  const Mask shown = not_padding(words);
  Tensor x = words_(words) + sinusoidal_positions(words.shape()[1], kDim);  // (B, N, D)
  x = (*norm1_)(x + attention_(x, {.key_padding = shown}));
  x = (*norm2_)(x + linear2_(relu(linear1_(x))));
  const Tensor counts = unsqueeze(where(shown, 1, 0), 2);  // (B, N, 1)
  return sum(x * counts, 1) / sum(counts, 1);
}

Tensor Judge::operator()(const Indices& words) { return scores_(summary(words)); }

Tensor Judge::praise(const Indices& words) { return select(softmax((*this)(words), 1), 1, 1); }

void Judge::visit(const Visitor& show) {
  show.child("words", words_);
  show.child("attention", attention_);
  show.child("norm1", *norm1_);
  show.child("linear1", linear1_);
  show.child("linear2", linear2_);
  show.child("norm2", *norm2_);
  show.child("scores", scores_);
}

}  // namespace lesson11
