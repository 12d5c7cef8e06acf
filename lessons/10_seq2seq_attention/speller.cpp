#include "lessons/10_seq2seq_attention/speller.hpp"

#include <algorithm>

#include "engine/io/checkpoint.hpp"
#include "engine/io/file.hpp"

namespace lesson10 {

namespace {

constexpr int64_t kSteps = 3600, kBatch = 128, kLongest = 24;  // phonemes; the longest has 20
constexpr double kRate = 4e-3;

// Reads the word in both directions; 128 numbers each.
std::unique_ptr<Seq2Seq> new_model(uint64_t seed) {
  Random random(seed, 12);
  return std::make_unique<Seq2Seq>(Seq2SeqOptions{.source_symbols = word_letters().size(),
                                                  .target_symbols = phonemes().size(),
                                                  .embedding = 64,
                                                  .hidden = 128,
                                                  .bidirectional = true,
                                                  .alignment = Alignment::general},
                                   random);
}

// The model and the two vocabularies that its numbers mean.
struct Saved {
  Vocabulary letters = word_letters(), sounds = phonemes();
  std::vector<CheckpointPart> parts(Seq2Seq& model) {
    return {{"model", model.state_dict()}, {"letters", letters}, {"phonemes", sounds}};
  }
};

// The same sequence with "aa" in place of every vowel.
Symbols with_one_vowel(Symbols sounds) {
  static const Symbols vowels =
      phonemes().encode("aa ae ah ao aw ax ay eh er ey ih iy ow oy uh uw");
  for (int64_t& sound : sounds)
    if (std::find(vowels.begin(), vowels.end(), sound) != vowels.end()) sound = vowels[0];
  return sounds;
}

}  // namespace

Speller train_speller(Lesson& lesson, const PronunciationSplit& split) {
  const std::vector<SymbolPair> words = encode(split.train);
  Speller speller{new_model(lesson.run.seed()), {}};
  Buckets buckets(words, kBatch, lesson.run.seed());
  speller.losses =
      train(*speller.model, kRate, lesson.run.progress("pronunciation", lesson.steps(kSteps, 4)),
            [&](int64_t) { return pad(words, buckets.next()); });
  save_checkpoint(lesson.run.file("pronunciation.safetensors"), Saved().parts(*speller.model));
  return speller;
}

Speller load_speller(const std::string& path) {
  Speller speller{new_model(0), {}};
  try {
    load_checkpoint(path, Saved().parts(*speller.model));
  } catch (const ValueError& error) {  // it is the file that is wrong: exit 3
    throw FileError(file_message(path, error.what()));
  }
  return speller;
}

Written pronounce(Speller& speller, const std::vector<SymbolPair>& words) {
  return write(*speller.model, words, kLongest);
}

Exam examine(Speller& speller, const std::vector<SymbolPair>& words) {
  std::vector<Symbols> written = pronounce(speller, words).symbols;
  const double errors = symbol_error_rate(written, words);
  const double wrong = 1 - exact_match(written, words);
  std::vector<SymbolPair> alike = words;
  for (SymbolPair& word : alike) word.target = with_one_vowel(word.target);
  for (Symbols& sounds : written) sounds = with_one_vowel(sounds);
  return {errors, symbol_error_rate(written, alike), wrong};
}

std::string said(Speller& speller, const std::string& word) {
  const SymbolPair pair{word_letters().encode(word), {}};
  return phonemes().decode(pronounce(speller, {pair}).symbols[0]);
}

Aligned alignment_of(Speller& speller, const std::string& word) {
  const SymbolPair pair{word_letters().encode(word), {}};
  const Written written = pronounce(speller, {pair});
  Aligned aligned{{}, word_letters().cut(word), written.weights[0]};
  for (const int64_t symbol : written.symbols[0]) aligned.rows.push_back(phonemes().symbol(symbol));
  if (int64_t(aligned.rows.size()) < aligned.weights.size(0)) aligned.rows.push_back("<eos>");
  return aligned;
}

}  // namespace lesson10
