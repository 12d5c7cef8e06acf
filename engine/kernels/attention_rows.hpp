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

// The largest of a query's scores, -infinity if it may attend to nothing; what NaN does to it is
// not said: it is in the sum, too.
real largest_score(int64_t length, const real* scores);

// The scores of one query, `length` of them, become exponentials: subtracting the largest changes
// nothing in the weights but keeps exp from overflowing. Returns their sum, which makes them
// weights, and where all of them are 0, 1. `largest` becomes its product with the scale, or, where
// a query may attend to nothing, infinity: then backward's exp(score - infinity) is 0, too. Here
// and below the last register is written to its end.
real exponentials(const Head& head, int64_t length, real& largest, real* scores);

// The scores at p become weights again, exp(scale score - log_sum), at most 1. Returns sum(p dp),
// for dp, what came back to them.
real weights_again(const Head& head, int64_t length, real log_sum, real* p, const real* dp);

// With that sum, the gradients of the scores, ds = scale p (dp - sum), take dp's place.
void score_gradients(const Head& head, int64_t length, real sum, const real* p, real* dp);

// Zeros behind the last register of a row's first `length` numbers.
void clear_behind(int64_t length, int64_t width, real* row);

}  // namespace heed::inline HEED_PRECISION::kernels
