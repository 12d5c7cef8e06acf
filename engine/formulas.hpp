// What the rules of backward() compute, in words: one table of all operations.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION {

// What an operation costs besides products of matrices: see profile::Work.
enum class Cost {
  each_number,  // something for each number
  moves,        // numbers are copied to another place
  shares,       // not even that: the result shares its input's numbers
};

// A row of the table.
struct Formula {
  std::string_view op;         // its name in errors and graphs: "matmul"
  std::string_view arguments;  // the tensors it may pass gradients to, in order: "a b"
  // "da = dy b^T, db = a^T dy"; y is the result, "; " parts it where it is long, and where an
  // operand was broadcast, the sum over these axes goes without saying.
  std::string_view backward;
  Cost cost = Cost::each_number;  // forward, and backward
};

const Formula* formula_of(std::string_view op);              // null where the table lacks it
Cost cost_of(std::string_view op);                           // each_number where the table lacks it
std::string argument_of(std::string_view op, size_t index);  // "weight"; "2" where it has no name

}  // namespace heed::inline HEED_PRECISION
