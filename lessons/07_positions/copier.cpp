// The model of the copying task.
#include "lessons/07_positions/copier.hpp"

#include "engine/ops.hpp"

namespace lesson07 {

Indices draw_symbols(int64_t rows, int64_t length, Random& random) {
  std::vector<int64_t> symbols;
  for (int64_t i = 0; i < rows * length; ++i) symbols.push_back(random.integer(kSymbols));
  return Indices(Shape{rows, length}, std::move(symbols));
}

Copier::Copier(Places places, Random& random)
    : symbol(kSymbols, kWidthOfToken, random),
      attention(kWidthOfToken, 1, {}, random),
      says(kWidthOfToken, kSymbols, true, random),
      places_(places) {
  if (places == Places::learned) position.emplace(kLength, kWidthOfToken, random);
}

void Copier::visit(const Visitor& show) {
  show.child("symbol", symbol);
  if (position) show.child("position", *position);
  show.child("attention", attention);
  show.child("says", says);
}

Tensor Copier::place_vectors(int64_t length) {
  if (places_ == Places::learned) return (*position)(length);
  if (places_ == Places::none) return zeros({length, kWidthOfToken});
  return sinusoidal_positions(length, kWidthOfToken);
}

Tensor Copier::operator()(const Indices& symbols, Place at) {
  const Running here(*this, at);
  return says(attention(symbol(symbols) + place_vectors(symbols.shape()[1])));
}

Tensor Copier::looks(const Indices& symbols) {
  const Tensor x = symbol(symbols) + place_vectors(symbols.shape()[1]);
  return select(select(attention.with_weights(x, x, x).weights, 0, 0), 0, 0);
}

double share_right(Copier& copier, const Indices& symbols, int64_t first) {
  const NoGrad no_grad;
  const Indices said = argmax(copier(symbols), -1);
  const int64_t length = symbols.shape()[1];
  int64_t right = 0, asked = 0;
  for (int64_t i = 0; i < said.numel(); ++i) {
    if (i % length < first) continue;
    ++asked;
    right += said[i] == symbols[i - kBack];
  }
  return double(right) / double(asked);
}

}  // namespace lesson07
