// The transformer that pronounces words.
#include "lessons/12_transformer/pronouncer.hpp"

#include <algorithm>
#include <numeric>

#include "engine/io/checkpoint.hpp"
#include "engine/io/file.hpp"
#include "engine/ops.hpp"

namespace lesson12 {

namespace {

constexpr uint64_t kFirstNumbers = 124;
constexpr int64_t kSteps = 8000, kBatch = 64, kBest = 5;
constexpr size_t kAtOnce = 128;  // words

// With pre-norm 348,459 numbers, exactly as many as lesson 10's model.
std::unique_ptr<SequenceTransformer> new_model(uint64_t seed, bool norm_first) {
  Random random(seed, kFirstNumbers);
  return std::make_unique<SequenceTransformer>(
      SequenceTransformerOptions{.source_symbols = word_letters().size(),
                                 .target_symbols = phonemes().size(),
                                 .dim = 64,
                                 .heads = 4,
                                 .layers = {.encoder_layers = 2,
                                            .decoder_layers = 2,
                                            .feedforward = 464,
                                            .dropout = 0,
                                            .norm_first = norm_first}},
      random);
}

// The model and the two vocabularies that its numbers mean.
struct Saved {
  Vocabulary letters = word_letters(), sounds = phonemes();
  std::vector<CheckpointPart> parts(SequenceTransformer& model) {
    return {{"model", model.state_dict()}, {"letters", letters}, {"phonemes", sounds}};
  }
};

PaddedSequences padded(const std::vector<SymbolPair>& words, size_t first) {
  std::vector<Symbols> sources;
  for (size_t i = first; i < std::min(first + kAtOnce, words.size()); ++i)
    sources.push_back(words[i].source);
  return pad(sources);
}

std::vector<Choice> best_choices(const Tensor& probabilities) {
  const real* p = probabilities.data();
  std::vector<int64_t> order(size_t(probabilities.numel()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [p](int64_t a, int64_t b) { return p[a] > p[b]; });
  std::vector<Choice> best;
  for (size_t i = 0; i < size_t(kBest); ++i)
    best.push_back({phonemes().symbol(order[i]), double(p[order[i]])});
  return best;
}

}  // namespace

Pronouncer train_pronouncer(Lesson& lesson, const std::vector<SymbolPair>& words) {
  Pronouncer p{new_model(lesson.run.seed(), lesson.norm_first), {}};
  Buckets buckets(words, kBatch, lesson.run.seed());
  const Recipe recipe = {.warmup = 400, .factor = 0.5};
  p.losses = train(*p.model, recipe, lesson.run.progress("pronunciation", lesson.steps(kSteps, 8)),
                   [&] { return pad(words, buckets.next()); });
  save_checkpoint(lesson.run.file("pronouncer.safetensors"), Saved().parts(*p.model));
  return p;
}

Pronouncer load_pronouncer(const std::string& path, bool norm_first) {
  Pronouncer p{new_model(0, norm_first), {}};
  try {
    load_checkpoint(path, Saved().parts(*p.model));
  } catch (const ValueError& error) {  // it is the file that is wrong: exit 3
    throw FileError(file_message(path, error.what()));
  }
  return p;
}

Exam examine(const std::vector<Symbols>& written, const std::vector<SymbolPair>& words) {
  return {symbol_error_rate(written, words), exact_match(written, words)};
}

std::vector<Symbols> best_of_beam(SequenceTransformer& model, const std::vector<SymbolPair>& words,
                                  int64_t beam) {
  std::vector<Symbols> best;
  for (size_t first = 0; first < words.size(); first += kAtOnce) {
    const auto [symbols, lengths] = padded(words, first);
    for (const std::vector<Hypothesis>& found :
         write_with_beam(model, symbols, lengths, {.beam = beam, .longest = kLongestPronunciation}))
      best.push_back(found.front().symbols);
  }
  return best;
}

std::vector<Hypothesis> hypotheses(SequenceTransformer& model, const std::string& word,
                                   int64_t beam) {
  const auto [symbols, lengths] = pad({word_letters().encode(word)});
  return write_with_beam(model, symbols, lengths,
                         {.beam = beam, .longest = kLongestPronunciation})[0];
}

std::vector<Step> top_five(SequenceTransformer& model, const std::string& word) {
  const Evaluation evaluation(model);
  const auto [symbols, lengths] = pad({word_letters().encode(word)});
  DecoderCache cache(model, model.read(symbols, lengths));
  std::vector<Step> steps;
  int64_t next = Vocabulary::kBos;
  while (next != Vocabulary::kEos && int64_t(steps.size()) < kLongestPronunciation) {
    const Tensor probabilities = softmax(cache.step(std::vector<int64_t>{next}), 1);
    next = argmax(probabilities, 1)[0];
    steps.push_back({phonemes().symbol(next), best_choices(probabilities)});
  }
  return steps;
}

}  // namespace lesson12
