// Attention of one head, forward and backward (the recomputation is that of Dao et al. 2022).

#include "engine/kernels/attention.hpp"

#include <cmath>
#include <limits>

namespace heed::inline HEED_PRECISION::kernels {

namespace {

constexpr real kNever = -std::numeric_limits<real>::infinity();

// So many queries at a time that their scores stay in the second-level cache.
int64_t block_rows(const Head& head) {
  const int64_t width = std::max(round_to_width(head.m), kWidth);  // there may be no key at all
  const int64_t fit = 32768 / width / kTileRows * kTileRows;
  return std::min(head.n, std::clamp<int64_t>(fit, kTileRows, 16 * kTileRows));
}

// The keys, transposed, so that a row of scores is computed a register at a time: (d, m).
Buffer transposed_keys(const Head& head, View keys, int64_t depth) {
  const int64_t stride = round_to_width(head.m);
  Buffer packed = Buffer::zeros(depth * stride);
  pack(keys.transposed(), depth, head.m, packed.data(), stride);
  return packed;
}

// Forbidden scores, and the padding behind the last key, become -infinity.
void forbid(const Head& head, int64_t query, real* scores) {
  std::fill(scores + head.m, scores + round_to_width(head.m), kNever);
  if (head.allowed.causal)
    for (int64_t j = query + 1; j < head.m; ++j) scores[j] = kNever;
  if (head.allowed.keys)
    for (int64_t j = 0; j < head.m; ++j)
      if (!head.allowed.keys[j]) scores[j] = kNever;
  if (head.allowed.data) {
    const uint8_t* allowed = head.allowed.data + query * head.allowed.row;
    for (int64_t j = 0; j < head.m; ++j)
      if (!allowed[j * head.allowed.column]) scores[j] = kNever;
  }
}

// Scores of one query become weights. Subtracting the largest changes nothing but keeps exp from
// overflowing. A query that may attend to nothing gives zeros.
real softmax_row(const Head& head, real* scores) {
  const int64_t width = round_to_width(head.m);
  Batch top(kNever);
  for (int64_t j = 0; j < width; j += kWidth) {
    const Batch s = load(scores + j);
    top = xsimd::select(s > top, s, xsimd::select(s <= top, top, s));  // NaN wins
  }
  const real largest =
      fold_lanes(top, [](real a, real b) { return a <= b || std::isnan(b) ? b : a; });
  if (largest == kNever) {
    std::fill(scores, scores + width, real(0));
    return std::numeric_limits<real>::infinity();  // backward's exp(score - this) is 0
  }
  const Batch scale(head.scale), shift(-largest * head.scale);
  Batch sum(real(0));
  for (int64_t j = 0; j < width; j += kWidth) {
    const Batch e = xsimd::exp(xsimd::fma(load(scores + j), scale, shift));
    e.store_unaligned(scores + j);
    sum += e;
  }
  const real total = add_lanes(sum);
  const Batch share(1 / total);
  for (int64_t j = 0; j < width; j += kWidth)
    (load(scores + j) * share).store_unaligned(scores + j);
  return largest * head.scale + std::log(total);
}

// The weights again, from the logarithm of their sum.
void weights_row(const Head& head, real log_sum, real* scores) {
  const Batch scale(head.scale), shift(-log_sum);
  for (int64_t j = 0; j < round_to_width(head.m); j += kWidth)
    xsimd::exp(xsimd::fma(load(scores + j), scale, shift)).store_unaligned(scores + j);
}

// With p = softmax(s): ds = p (dp - sum(p dp)), and the scale that s was multiplied with.
void softmax_backward_row(const Head& head, const real* p, real* dp) {
  const int64_t width = round_to_width(head.m);
  const Batch dot(sum(
      width, [](auto a, auto b) { return a * b; }, p, static_cast<const real*>(dp)));
  const Batch scale(head.scale);
  for (int64_t j = 0; j < width; j += kWidth)
    (load(p + j) * (load(dp + j) - dot) * scale).store_unaligned(dp + j);
}

// What dropout multiplies the weights of a block of queries with, and their gradients.
class Dropped {
 public:
  Dropped(const Head& head, int64_t rows) : head_(head) {
    if (head.drop) factors_ = Buffer::uninitialized(rows * draws(head.m) + kDrawn);
  }
  void draw(int64_t query, int64_t rows) {
    if (!head_.drop) return;
    const int64_t start = (head_.first_query + query) * draws(head_.m);
    for (int64_t i = 0; i < rows * draws(head_.m); i += kDrawn)
      draw_factors(*head_.drop, start + i, factors_.data() + i);
  }
  void multiply(int64_t rows, real* x) const {
    if (!head_.drop) return;
    for (int64_t r = 0; r < rows; ++r) {
      real* row = x + r * round_to_width(head_.m);
      map_here(
          head_.m, [](auto a, auto factor) { return a * factor; }, {row, false},
          static_cast<const real*>(row),
          static_cast<const real*>(factors_.data() + r * draws(head_.m)));
    }
  }

 private:
  const Head& head_;
  Buffer factors_;
};

// For a block of queries: in p the scores become weights, with dropout, and in ds, what came back
// to these, their gradients.
void scores_backward(const Head& head, int64_t query, int64_t rows, const real* log_sum,
                     Dropped& dropped, real* p, real* ds) {
  const int64_t width = round_to_width(head.m);
  dropped.draw(query, rows);
  dropped.multiply(rows, ds);
  for (int64_t r = 0; r < rows; ++r) {
    forbid(head, query + r, p + r * width);
    weights_row(head, log_sum[r], p + r * width);
    softmax_backward_row(head, p + r * width, ds + r * width);
  }
  dropped.multiply(rows, p);
}

}  // namespace

void attention(const Head& head, real* out, int64_t row, real* log_sum) {
  profile::count_multiply_adds(head.n * head.m * (head.d + head.e));
  const int64_t width = round_to_width(head.m), block = block_rows(head);
  const Buffer keys = transposed_keys(head, head.k, head.d);
  const RightOperand values(head.v, head.m, head.e);
  const Buffer scores = Buffer::uninitialized(block * width);
  Dropped dropped(head, block);
  for (int64_t i = 0; i < head.n; i += block) {
    const int64_t rows = std::min(block, head.n - i);
    tile_gemm(rows, width, head.d, head.q.from_row(i), keys.data(), width, {scores.data(), false},
              width);
    for (int64_t r = 0; r < rows; ++r) {
      forbid(head, i + r, scores.data() + r * width);
      log_sum[i + r] = softmax_row(head, scores.data() + r * width);
    }
    dropped.draw(i, rows);
    dropped.multiply(rows, scores.data());
    tile_gemm(rows, head.e, head.m, {scores.data(), width}, values.from_row(0), values.row(),
              {out + i * row, false}, row);
  }
}

// O = P V and P = softmax(scale Q K^T), so
//   dV += P^T dO,   dP = dO V^T,   dS = scale P (dP - sum(P dP)),   dQ += dS K,   dK += dS^T Q
// With dropout O = (F P) V for factors F, so that dV += (F P)^T dO and dP = F (dO V^T).
void attention_backward(const Head& head, const real* log_sum, View dout, Rows dq, Rows dk,
                        Rows dv) {
  const auto asked = [](const Rows& rows, int64_t depth) { return rows.slot ? depth : 0; };
  const int64_t depths = asked(dq, head.d) + asked(dk, head.d) + asked(dv, head.e);
  profile::count_multiply_adds(head.n * head.m * (head.d + head.e + depths));
  const int64_t width = round_to_width(head.m), block = block_rows(head);
  const Buffer keys_t = transposed_keys(head, head.k, head.d);
  const Buffer values_t = transposed_keys(head, head.v, head.e);
  const RightOperand k(head.k, head.m, head.d), q(head.q, head.n, head.d), g(dout, head.n, head.e);
  const Buffer p = Buffer::uninitialized(block * width), ds = Buffer::uninitialized(block * width);
  Dropped dropped(head, block);
  for (int64_t i = 0; i < head.n; i += block) {
    const int64_t rows = std::min(block, head.n - i);
    tile_gemm(rows, width, head.d, head.q.from_row(i), keys_t.data(), width, {p.data(), false},
              width);
    tile_gemm(rows, width, head.e, dout.from_row(i), values_t.data(), width, {ds.data(), false},
              width);
    scores_backward(head, i, rows, log_sum + i, dropped, p.data(), ds.data());
    const View weights{p.data(), width}, dscores{ds.data(), width};
    if (dv.slot)
      tile_gemm(head.m, head.e, rows, weights.transposed(), g.from_row(i), g.row(),
                {dv.slot.data, dv.slot.add || i > 0}, dv.row);
    if (dk.slot)
      tile_gemm(head.m, head.d, rows, dscores.transposed(), q.from_row(i), q.row(),
                {dk.slot.data, dk.slot.add || i > 0}, dk.row);
    if (dq.slot)
      tile_gemm(rows, head.d, head.m, dscores, k.from_row(0), k.row(),
                {dq.slot.data + i * dq.row, dq.slot.add}, dq.row);
  }
}

}  // namespace heed::inline HEED_PRECISION::kernels
