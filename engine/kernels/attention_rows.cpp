// A row of scores, a register at a time.

#include "engine/kernels/attention_rows.hpp"

#include <limits>

#include "engine/kernels/exp.hpp"

namespace heed::inline HEED_PRECISION::kernels {

namespace {

constexpr real kNever = -std::numeric_limits<real>::infinity();

// Calls body(j, n) for all registers of a row: from number j on, the first n lanes count.
template <class Body>
void each_register(int64_t length, const Body& body) {
  for (int64_t j = 0; j < length; j += kWidth) body(j, std::min(kWidth, length - j));
}

}  // namespace

void forbid(const Head& head, int64_t query, real* scores) {
  if (head.allowed.keys)
    for (int64_t j = 0; j < head.m; ++j)
      if (!head.allowed.keys[j]) scores[j] = kNever;
  if (head.allowed.data) {
    const uint8_t* allowed = head.allowed.data + query * head.allowed.row;
    for (int64_t j = 0; j < head.m; ++j)
      if (!allowed[j * head.allowed.column]) scores[j] = kNever;
  }
}

void clear_behind(int64_t length, int64_t width, real* row) {
  for (int64_t j = round_to_width(length); j < width; j += kWidth)
    Batch(real(0)).store_unaligned(row + j);
}

real largest_score(int64_t length, const real* scores) {
  Batch top(kNever);
  each_register(length,
                [&](int64_t j, int64_t n) { top = xsimd::max(top, load(scores + j, n, kNever)); });
  return max_lanes(top);
}

real exponentials(const Head& head, int64_t length, real& largest, real* scores) {
  const bool none = largest == kNever;
  const Batch scale(head.scale), shift(none ? 0 : largest);
  largest = none ? std::numeric_limits<real>::infinity() : largest * head.scale;
  Batch total(real(0));
  each_register(length, [&](int64_t j, int64_t n) {
    // Not by fma, which does not make 0 of the largest score where that is huge.
    const Batch e = bounded_exp((load(scores + j, n, kNever) - shift) * scale);
    e.store_unaligned(scores + j);
    total += e;
  });
  const real sum = add_lanes(total);
  return sum == 0 ? 1 : sum;
}

real weights_again(const Head& head, int64_t length, real log_sum, real* p, const real* dp) {
  const Batch scale(head.scale), shift(-log_sum), zero(real(0));
  Batch along(real(0));
  each_register(length, [&](int64_t j, int64_t n) {
    const Batch x = xsimd::fma(load(p + j, n, kNever), scale, shift);
    const Batch e = bounded_exp(choose(x > zero, zero, x));  // huge scores are rounded to above 0
    e.store_unaligned(p + j);
    along = xsimd::fma(e, load(dp + j, n, 0), along);
  });
  return add_lanes(along);
}

void score_gradients(const Head& head, int64_t length, real sum, const real* p, real* dp) {
  const Batch scale(head.scale), dot(sum);
  each_register(length, [&](int64_t j, int64_t n) {
    (load(p + j) * (load(dp + j, n, 0) - dot) * scale).store_unaligned(dp + j);
  });
}

}  // namespace heed::inline HEED_PRECISION::kernels
