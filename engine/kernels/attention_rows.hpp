// The scores of one query: how they become weights, and their gradients.
#pragma once

#include "engine/kernels/attention.hpp"

namespace heed::inline HEED_PRECISION::kernels {

// How many keys, from the first, the queries before `query` may see.
inline int64_t keys_before(const Head& head, int64_t query) {
  return head.allowed.causal ? std::min(head.m, query) : head.m;
}

// Forbidden scores become -infinity.
void forbid(const Head& head, int64_t query, real* scores);

// The scores of one query, `length` of them, become exponentials. Subtracting the largest score
// changes nothing in the weights but keeps exp from overflowing. Leaves it, scaled, and what makes
// them weights: the sum. A query that may attend to nothing has infinity and 1: then backward's
// exp(score - infinity) is 0, too. Here and below the last register is written to its end.
void exponentials(const Head& head, int64_t length, real* scores, real* largest, real* sum);

// The scores at p become weights again, exp(score - log_sum), and with dp what came back to them,
// the gradients of the scores: ds = p (dp - sum(p dp)), and the scale that s was multiplied with.
void weights_and_gradients(const Head& head, int64_t length, real log_sum, real* p, real* dp);

// Zeros behind the last register of a row's first `length` numbers.
void clear_behind(int64_t length, int64_t width, real* row);

}  // namespace heed::inline HEED_PRECISION::kernels
