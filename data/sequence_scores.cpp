// Comparing written sequences with their targets.
#include "data/sequence_scores.hpp"

#include <algorithm>
#include <numeric>

namespace heed::inline HEED_PRECISION {

namespace {

void check_as_many(const char* op, const std::vector<Symbols>& written,
                   const std::vector<SymbolPair>& pairs, Place at) {
  if (written.empty() || written.size() != pairs.size())
    throw ValueError(explain(op, at, "needs one written sequence for each pair", {},
                             "given were " + std::to_string(written.size()) + " and " +
                                 std::to_string(pairs.size()) + " pairs"));
}

}  // namespace

std::vector<Symbols> until_eos(const Indices& rows) {
  const int64_t steps = rows.shape()[1];
  std::vector<Symbols> sequences;
  for (int64_t b = 0; b < rows.shape()[0]; ++b) {
    const int64_t* row = rows.data() + b * steps;
    sequences.emplace_back(row, std::find(row, row + steps, Vocabulary::kEos));
  }
  return sequences;
}

double exact_match(const std::vector<Symbols>& written, const std::vector<SymbolPair>& pairs,
                   Place at) {
  check_as_many("exact_match", written, pairs, at);
  int64_t right = 0;
  for (size_t i = 0; i < pairs.size(); ++i) right += written[i] == pairs[i].target;
  return double(right) / double(pairs.size());
}

std::vector<double> right_by_place(const std::vector<Symbols>& written,
                                   const std::vector<SymbolPair>& pairs, Place at) {
  check_as_many("right_by_place", written, pairs, at);
  std::vector<double> right, there;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const Symbols& target = pairs[i].target;
    right.resize(std::max(right.size(), target.size()));
    there.resize(right.size());
    for (size_t t = 0; t < target.size(); ++t) {
      there[t] += 1;
      right[t] += t < written[i].size() && written[i][t] == target[t];
    }
  }
  for (size_t t = 0; t < right.size(); ++t) right[t] /= there[t];
  return right;
}

int64_t edit_distance(const Symbols& a, const Symbols& b) {
  // row[j]: the distance of the first i symbols of a to the first j of b.
  std::vector<int64_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), int64_t(0));
  for (const int64_t symbol : a) {
    int64_t diagonal = row[0]++;  // of one symbol less on both sides
    for (size_t j = 0; j < b.size(); ++j) {
      const int64_t exchange = diagonal + (symbol == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({exchange, row[j + 1] + 1, row[j] + 1});
    }
  }
  return row.back();
}

double symbol_error_rate(const std::vector<Symbols>& written, const std::vector<SymbolPair>& pairs,
                         Place at) {
  check_as_many("symbol_error_rate", written, pairs, at);
  int64_t errors = 0, symbols = 0;
  for (size_t i = 0; i < pairs.size(); ++i) {
    errors += edit_distance(written[i], pairs[i].target);
    symbols += int64_t(pairs[i].target.size());
  }
  return double(errors) / double(symbols);
}

}  // namespace heed::inline HEED_PRECISION
