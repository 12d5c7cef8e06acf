// Embedding: a learned vector for each symbol.
#pragma once

#include "engine/indices.hpp"
#include "layers/init.hpp"
#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// Symbols (..) of 0 … symbols-1 -> their vectors (.., D).
struct Embedding : Module {
  Tensor weight;  // (symbols, D), normal with deviation 1

  // ValueError for a size below 1; in a call, for a symbol that is not there.
  Embedding(int64_t symbols, int64_t dim, Random& random = default_random(),
            Place at = Place::here());
  Tensor operator()(const Indices& x, Place at = Place::here());
  void visit(const Visitor& show) override { show.parameter("weight", weight); }
};

}  // namespace heed::inline HEED_PRECISION
