// Beam search: several beginnings at once, of which the likeliest go on.

#include <algorithm>
#include <cmath>

#include "engine/ops/softmax.hpp"
#include "layers/models/decoding.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// A beginning, and the row of the batch in which the cache keeps it.
struct Beginning {
  std::vector<int64_t> symbols;  // eos at the end where it has ended
  double log_probability = 0;
  int64_t row = 0;
  bool ended = false;
};

// The likeliest `beam` of all that the beginnings of one source can become with one more symbol.
// What has ended stays. Of equals the first wins.
std::vector<Beginning> extended(const std::vector<Beginning>& all, const Tensor& log_probs,
                                int64_t beam, int64_t eos) {
  struct Step {
    double log_probability;
    size_t from;
    int64_t symbol;  // -1: none, it has ended
  };
  std::vector<Step> steps;
  const int64_t symbols = log_probs.size(1);
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].ended) {
      steps.push_back({all[i].log_probability, i, -1});
      continue;
    }
    const real* next = log_probs.data() + all[i].row * symbols;
    for (int64_t s = 0; s < symbols; ++s)
      steps.push_back({all[i].log_probability + double(next[s]), i, s});
  }
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return a.log_probability > b.log_probability;
  });
  steps.resize(std::min(steps.size(), size_t(beam)));
  std::vector<Beginning> result;
  for (const Step& step : steps) {
    result.push_back(all[step.from]);
    result.back().log_probability = step.log_probability;
    if (step.symbol >= 0) result.back().symbols.push_back(step.symbol);
    result.back().ended = result.back().ended || step.symbol == eos;
  }
  return result;
}

std::vector<Hypothesis> ranked(const std::vector<Beginning>& all, double alpha) {
  std::vector<Hypothesis> result;
  for (const Beginning& b : all) {
    const double penalty = std::pow((5 + double(b.symbols.size())) / 6, alpha);
    result.push_back({b.symbols, b.log_probability, b.log_probability / penalty});
    if (b.ended) result.back().symbols.pop_back();
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const Hypothesis& a, const Hypothesis& b) { return a.score > b.score; });
  return result;
}

// The rows that go on, and the symbols that they read next; each beginning learns its new row.
struct NextRows {
  std::vector<int64_t> rows, symbols;
};
NextRows next_rows(std::vector<std::vector<Beginning>>& sources) {
  NextRows next;
  for (std::vector<Beginning>& source : sources)
    for (Beginning& b : source) {
      if (b.ended) continue;
      next.rows.push_back(b.row);
      next.symbols.push_back(b.symbols.back());
      b.row = int64_t(next.rows.size()) - 1;
    }
  return next;
}

}  // namespace

std::vector<std::vector<Hypothesis>> write_with_beam(SequenceTransformer& model,
                                                     const Indices& source, const Indices& lengths,
                                                     const BeamOptions& options, Place at) {
  check_sizes("write_with_beam", {{"beam", options.beam}}, at);
  const Evaluation evaluation(model);
  const Running here(model, at);
  model.check_length(options.longest);
  DecoderCache cache(model, model.read(source, lengths));
  const auto count = size_t(lengths.numel());
  std::vector<std::vector<Beginning>> sources(count, std::vector<Beginning>(1));
  for (size_t i = 0; i < count; ++i) sources[i][0].row = int64_t(i);
  NextRows next{{}, std::vector<int64_t>(count, model.options().bos)};
  for (int64_t t = 0; t < options.longest && !next.symbols.empty(); ++t) {
    const Tensor log_probs = log_softmax(cache.step(next.symbols), 1);
    for (std::vector<Beginning>& beginnings : sources)
      beginnings = extended(beginnings, log_probs, options.beam, model.options().eos);
    next = next_rows(sources);
    if (!next.rows.empty()) cache.choose(next.rows);
  }
  std::vector<std::vector<Hypothesis>> result;
  for (const std::vector<Beginning>& beginnings : sources)
    result.push_back(ranked(beginnings, options.length_penalty));
  return result;
}

}  // namespace heed::inline HEED_PRECISION
