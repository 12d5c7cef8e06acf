// Attention of one head, forward and backward (the recomputation is that of Dao et al. 2022).

#include "engine/kernels/attention.hpp"

#include <cmath>

#include "engine/kernels/attention_rows.hpp"
#include "engine/kernels/gemm.hpp"

namespace heed::inline HEED_PRECISION::kernels {

namespace {

// So many queries at a time that their scores stay in the second-level cache; or, where products
// leave this processor, in 64 MiB of floats for each thread.
int64_t rows_at_a_time(int64_t queries, int64_t width) {
  if (gemm_is_elsewhere()) return std::min(queries, std::max<int64_t>(1, (1 << 24) / width));
  const int64_t fit = 32768 / width / kTileRows * kTileRows;
  return std::min(queries, std::clamp<int64_t>(fit, kTileRows, 16 * kTileRows));
}

// As BLAS wants it: rows at least as far apart as they are long.
Matrix matrix(const View& x, int64_t rows, int64_t columns) {
  return x.column == 1 ? Matrix{x.data, std::max(x.row, columns)}
                       : Matrix{x.data, std::max(x.column, rows), true};
}

// C = A B, B as it lies or in panels: by tiles, unless products leave this processor.
void multiply(int64_t m, int64_t n, int64_t k, View a, View b, Panels panels, Slot c, int64_t row) {
  if (gemm_is_elsewhere()) return gemm(m, n, k, matrix(a, m, k), matrix(b, k, n), c, row);
  profile::count_multiply_adds(m * n * k);
  tile_gemm(m, n, k, a, panels, c, row);
}

}  // namespace

Attention::Attention(const Head& shape)
    : block_(rows_at_a_time(shape.n, std::max(round_to_width(shape.m), kWidth))),
      width_(round_to_width(shape.m)),
      p_(Buffer::uninitialized(block_ * width_)),
      sums_(Buffer::uninitialized(block_)) {
  if (shape.drop) factors_ = Buffer::uninitialized(block_ * draws(shape.m) + kDrawn);
}

// What dropout multiplies the weights of a block of queries with, and their gradients.
void Attention::draw(const Head& head, int64_t query, int64_t rows) {
  if (!head.drop) return;
  const int64_t start = (head.first_query + query) * draws(head.m);
  for (int64_t i = 0; i < rows * draws(head.m); i += kDrawn)
    draw_factors(*head.drop, start + i, factors_.data() + i);
}

void Attention::drop(const Head& head, int64_t rows, real* x) const {
  if (!head.drop) return;
  for (int64_t r = 0; r < rows; ++r) {
    real* row = x + r * width_;
    map_here(
        head.m, [](auto a, auto factor) { return a * factor; }, {row, false},
        static_cast<const real*>(row),
        static_cast<const real*>(factors_.data() + r * draws(head.m)));
  }
}

// Rows go in two passes, here and in scores_backward: first the maximum or the sum of each, then
// what needs it. In one pass the processor would wait in each row for the last step of its fold.

// For a block of queries: in p_ the scores become exponentials, with dropout.
void Attention::scores_forward(const Head& head, int64_t query, int64_t rows, real* log_sum) {
  const int64_t width = round_to_width(keys_before(head, query + rows));
  real *block = p_.data(), *largest = log_sum + query;
  const auto length = [&](int64_t r) { return keys_before(head, query + r + 1); };
  for (int64_t r = 0; r < rows; ++r) {
    forbid(head, query + r, block + r * width_);
    largest[r] = largest_score(length(r), block + r * width_);
  }
  for (int64_t r = 0; r < rows; ++r) {
    sums_.data()[r] = exponentials(head, length(r), largest[r], block + r * width_);
    clear_behind(length(r), width, block + r * width_);
  }
  draw(head, query, rows);
  drop(head, rows, block);
}

void Attention::forward(const Head& head, real* out, int64_t row, real* log_sum) {
  if (!gemm_is_elsewhere()) {
    keys_t_.assign(head.k.transposed(), head.d, head.m);
    values_.assign(head.v, head.m, head.e);
  }
  const real* sums = sums_.data();
  for (int64_t i = 0; i < head.n; i += block_) {
    const int64_t rows = std::min(block_, head.n - i), keys = keys_before(head, i + rows);
    multiply(rows, keys, head.d, head.q.from_row(i), head.k.transposed(), keys_t_.panels(),
             {p_.data(), false}, width_);
    scores_forward(head, i, rows, log_sum);
    multiply(rows, head.e, keys, {p_.data(), width_}, head.v, values_.panels(),
             {out + i * row, false}, row);
    for (int64_t r = 0; r < rows; ++r)
      map_here(
          head.e, [share = 1 / sums[r]](auto o) { return o * share; }, {out + (i + r) * row, false},
          static_cast<const real*>(out + (i + r) * row));
    map_here(
        rows,
        [](auto sum) {
          using std::log, xsimd::log;
          return log(sum);
        },
        {log_sum + i, true}, sums);
  }
}

// For a block of queries: in p_ the scores become weights, with dropout, and in ds_, what came back
// to these, their gradients.
void Attention::scores_backward(const Head& head, int64_t query, int64_t rows,
                                const real* log_sum) {
  draw(head, query, rows);
  drop(head, rows, ds_.data());
  // The first block writes the gradients of all keys and values.
  const int64_t width = query == 0 ? width_ : round_to_width(keys_before(head, query + rows));
  real *p = p_.data(), *ds = ds_.data(), *sums = sums_.data();
  const auto length = [&](int64_t r) { return keys_before(head, query + r + 1); };
  for (int64_t r = 0; r < rows; ++r) {
    forbid(head, query + r, p + r * width_);
    sums[r] = weights_again(head, length(r), log_sum[query + r], p + r * width_, ds + r * width_);
  }
  for (int64_t r = 0; r < rows; ++r) {
    score_gradients(head, length(r), sums[r], p + r * width_, ds + r * width_);
    clear_behind(length(r), width, p + r * width_);
    clear_behind(length(r), width, ds + r * width_);
  }
  drop(head, rows, p_.data());
}

// O = P V and P = softmax(scale Q K^T), so
//   dV += P^T dO,   dP = dO V^T,   dS = scale P (dP - sum(P dP)),   dQ += dS K,   dK += dS^T Q
// With dropout O = (F P) V for factors F, so that dV += (F P)^T dO and dP = F (dO V^T).
void Attention::backward(const Head& head, const real* log_sum, View dout, Rows dq, Rows dk,
                         Rows dv) {
  if (!ds_.data()) ds_ = Buffer::uninitialized(block_ * width_);
  if (!gemm_is_elsewhere()) {
    keys_t_.assign(head.k.transposed(), head.d, head.m);
    values_t_.assign(head.v.transposed(), head.e, head.m);
    keys_.assign(head.k, head.m, head.d);
    queries_.assign(head.q, head.n, head.d);
    dout_.assign(dout, head.n, head.e);
  }
  for (int64_t i = 0; i < head.n; i += block_) {
    const int64_t rows = std::min(block_, head.n - i), keys = keys_before(head, i + rows);
    multiply(rows, keys, head.d, head.q.from_row(i), head.k.transposed(), keys_t_.panels(),
             {p_.data(), false}, width_);
    multiply(rows, keys, head.e, dout.from_row(i), head.v.transposed(), values_t_.panels(),
             {ds_.data(), false}, width_);
    scores_backward(head, i, rows, log_sum);
    const View weights{p_.data(), width_}, dscores{ds_.data(), width_};
    const int64_t written = i == 0 ? head.m : keys;
    if (dv.slot)
      multiply(written, head.e, rows, weights.transposed(), dout.from_row(i), dout_.from_row(i),
               {dv.slot.data, dv.slot.add || i > 0}, dv.row);
    if (dk.slot)
      multiply(written, head.d, rows, dscores.transposed(), head.q.from_row(i),
               queries_.from_row(i), {dk.slot.data, dk.slot.add || i > 0}, dk.row);
    if (dq.slot)
      multiply(rows, head.d, keys, dscores, head.k, keys_.panels(),
               {dq.slot.data + i * dq.row, dq.slot.add}, dq.row);
  }
}

}  // namespace heed::inline HEED_PRECISION::kernels
