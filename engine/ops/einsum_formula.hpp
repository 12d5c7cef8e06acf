// What einsum's formula says about the tensors that it is given.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// A letter for each axis. What "..." stands for is written out: its axes are '0' … '7', '7' the
// last one, so that operands with fewer of them are aligned from the right.
struct EinsumFormula {
  std::vector<std::string> operands;
  std::string result;
  std::array<int64_t, 128> length{};  // of a letter's axes: where one is 1, the others'
};

// Reads "ij,jk->ik", and holds it against the operands; see einsum() for the errors.
EinsumFormula read_formula(const Op& op, std::string_view text, std::span<const Tensor> operands);

}  // namespace heed::inline HEED_PRECISION
