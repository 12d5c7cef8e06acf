// A task that is all about places, and a model with one look at it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "layers/attention.hpp"
#include "layers/embedding.hpp"
#include "layers/positions.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson07 {

using namespace heed;

// A row of random symbols; say at each place which symbol stands three places before.
constexpr int64_t kSymbols = 8, kBack = 3, kLength = 16, kTwice = 32, kWidthOfToken = 32;

Indices draw_symbols(int64_t rows, int64_t length, Random& random);  // (rows, length)

enum class Places { none, sinusoids, learned };

// Symbols (B, N) -> scores (B, N, 8): embedding plus position, one head of attention, one linear
// map. Nothing else: what it says of a place must come through its one look.
struct Copier : Module {
  Embedding symbol;
  std::optional<LearnedPositions> position;
  MultiheadAttention attention;
  Linear says;

  Copier(Places places, Random& random);
  void visit(const Visitor& show) override;
  Tensor place_vectors(int64_t length);  // (N, D); zeros without positions
  Tensor operator()(const Indices& symbols, Place at = Place::here());
  // The weights (N, N), of the first row.
  Tensor looks(const Indices& symbols);

 private:
  Places places_;
};

// The share of symbols said rightly at places `first` and on.
double share_right(Copier& copier, const Indices& symbols, int64_t first);

struct CopierTraining {
  std::string name;
  std::vector<double> losses;
  double accuracy = 0;           // at 16 places
  double by_counting = 0;        // of who says the row's most frequent symbol
  std::optional<double> longer;  // at places 16 to 31 of 32; none if the model refuses
  std::string refusal;           // then why
  Tensor looks, likeness;        // (16, 16): who looks where; the positions' cosines
};

CopierTraining train_copier(show::Run& run, const std::string& name, Places places);

}  // namespace lesson07
