// Training an encoder and decoder to copy strings, and examining them.
#pragma once

#include <memory>

#include "data/letter_strings.hpp"
#include "data/sequence_scores.hpp"
#include "layers/models/seq2seq.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson09 {

using namespace heed;

constexpr int64_t kShortest = 5, kLongest = 25, kLetters = 20, kHidden = 128, kBatch = 64;
constexpr int64_t kShown[] = {5, 10, 15, 20, 25};  // lengths in tables and figures
constexpr int64_t kTestStrings = 500;              // of each length

enum class Feed { forwards, backwards };  // in which order the encoder gets the source

// UsageError for what is none of rnn, gru, lstm.
Cell cell_of(const std::string& name);
std::string name_of(Cell cell);  // "GRU"

// Strings of one length; test strings are the same for every seed.
LetterStrings strings(int64_t length, Part part, uint64_t seed);
std::vector<SymbolPair> test_strings(int64_t length, Feed feed, int64_t count = kTestStrings);

struct Copier {
  Cell cell;
  Feed feed;
  std::unique_ptr<Seq2Seq> model;
  std::vector<double> losses;
  std::vector<double> exact;  // by length, from kShortest: the share of strings copied without a
                              // mistake

  double exact_at(int64_t length) const { return exact[size_t(length - kShortest)]; }
  std::vector<Symbols> write(const std::vector<SymbolPair>& pairs);  // greedily
};

// Trains for so many steps, then examines. All copiers of a run see the same strings.
Copier train(show::Run& run, Cell cell, Feed feed, int64_t steps);

// The loss of teacher forcing: the mean of -log p of every symbol of the targets.
Tensor loss_of(Seq2Seq& model, const PairBatch& batch);

}  // namespace lesson09
