// Embedding: a learned vector for each symbol.

#include "layers/embedding.hpp"

#include "engine/ops/embedding.hpp"

namespace heed::inline HEED_PRECISION {

Embedding::Embedding(int64_t symbols, int64_t dim, Random& random, Place at) {
  check_sizes("Embedding", {{"symbols", symbols}, {"dim", dim}}, at);
  weight = parameter(randn({symbols, dim}, random));
}

Tensor Embedding::operator()(const Indices& x, Place at) {
  const Running here(*this, at);
  return embedding(weight, x);
}

}  // namespace heed::inline HEED_PRECISION
