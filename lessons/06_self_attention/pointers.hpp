// The heads' task: every token points to another one, and is to say what that one carries.
#pragma once

#include "engine/indices.hpp"
#include "engine/random.hpp"

namespace lesson06 {

constexpr int64_t kTokens = 6, kCargo = 4;   // tokens of a set; kinds of cargo
constexpr int64_t kHalf = kTokens + kCargo;  // numbers in half a token
constexpr int64_t kWidth = 2 * kHalf, kHeads = 2;

// B sets. A token is one-hot four times: whom it points to, its cargo; its own name, its cargo. So
// each half has the cargo, and who points to whom is found by comparing the first half of one token
// with the second half of the other.
struct Pointers {
  heed::Tensor tokens;    // (B, 6, 20)
  heed::Indices answers;  // (B, 6): the cargo of the token that each points to
};

Pointers draw_pointers(int64_t sets, heed::Random& random);

}  // namespace lesson06
