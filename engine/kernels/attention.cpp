// Attention of one head, forward and backward (the recomputation is that of Dao et al. 2022).

#include "engine/kernels/attention.hpp"

#include <cmath>
#include <limits>

#include "engine/kernels/row.hpp"

namespace heed::inline HEED_PRECISION::kernels {

namespace {

constexpr real kNever = -std::numeric_limits<real>::infinity();

// So many queries at a time that their scores stay in the second-level cache.
int64_t rows_at_a_time(int64_t queries, int64_t width) {
  const int64_t fit = 32768 / width / kTileRows * kTileRows;
  return std::min(queries, std::clamp<int64_t>(fit, kTileRows, 16 * kTileRows));
}

// How many keys, from the first, the queries before `query` may see.
int64_t keys_before(const Head& head, int64_t query) {
  return head.allowed.causal ? std::min(head.m, query) : head.m;
}

// Forbidden scores become -infinity.
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

// Calls body(j, n) for all registers of a row: from number j on, the first n lanes count.
template <class Body>
void each_register(int64_t length, const Body& body) {
  for (int64_t j = 0; j < length; j += kWidth) body(j, std::min(kWidth, length - j));
}

// Zeros behind the last register of a row's first `length` numbers.
void clear_behind(int64_t length, int64_t width, real* row) {
  for (int64_t j = round_to_width(length); j < width; j += kWidth)
    Batch(real(0)).store_unaligned(row + j);
}

// The scores of one query become exponentials. Subtracting the largest score changes nothing in
// the weights but keeps exp from overflowing. Leaves it, scaled, and what makes them weights: the
// sum. A query that may attend to nothing has infinity and 1: then backward's exp(score - infinity)
// is 0, too.
void exponentials(const Head& head, int64_t length, real* scores, real* largest, real* sum) {
  Batch top(kNever);
  each_register(length, [&](int64_t j, int64_t n) {
    const Batch s = load(scores + j, n, kNever);
    top = xsimd::select(s > top, s, xsimd::select(s <= top, top, s));  // NaN wins
  });
  real most = max_lanes(top);
  if (most == kNever) {
    most = xsimd::any(top != top) ? std::numeric_limits<real>::quiet_NaN() : 0;
    *largest = std::numeric_limits<real>::infinity();
  } else {
    *largest = most * head.scale;
  }
  const Batch scale(head.scale), shift(-most * head.scale);
  Batch total(real(0));
  each_register(length, [&](int64_t j, int64_t n) {
    const Batch e = xsimd::exp(xsimd::fma(load(scores + j, n, kNever), scale, shift));
    e.store_unaligned(scores + j);
    total += e;
  });
  *sum = add_lanes(total);
  if (*sum == 0) *sum = 1;
}

// The weights again, p = exp(score - log_sum), and with dp what came back to them, the gradients of
// the scores: ds = p (dp - sum(p dp)), and the scale that s was multiplied with.
void weights_and_gradients(const Head& head, int64_t length, real log_sum, real* p, real* dp) {
  const Batch scale(head.scale), shift(-log_sum);
  Batch along(real(0));
  each_register(length, [&](int64_t j, int64_t n) {
    const Batch e = xsimd::exp(xsimd::fma(load(p + j, n, kNever), scale, shift));
    e.store_unaligned(p + j);
    along = xsimd::fma(e, load(dp + j), along);
  });
  const Batch dot(add_lanes(along));
  each_register(length, [&](int64_t j, int64_t) {
    (load(p + j) * (load(dp + j) - dot) * scale).store_unaligned(dp + j);
  });
}

}  // namespace

Attention::Attention(const Head& shape)
    : block_(rows_at_a_time(shape.n, std::max(round_to_width(shape.m), kWidth))),
      width_(round_to_width(shape.m)),
      p_(Buffer::uninitialized(block_ * width_)),
      ds_(Buffer::uninitialized(block_ * width_)),
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

void Attention::forward(const Head& head, real* out, int64_t row, real* log_sum) {
  profile::count_multiply_adds(head.n * head.m * (head.d + head.e));
  keys_t_.assign(head.k.transposed(), head.d, head.m);
  values_.assign(head.v, head.m, head.e);
  real *scores = p_.data(), *sums = sums_.data();
  for (int64_t i = 0; i < head.n; i += block_) {
    const int64_t rows = std::min(block_, head.n - i), keys = keys_before(head, i + rows);
    tile_gemm(rows, round_to_width(keys), head.d, head.q.from_row(i), keys_t_.panels(),
              {scores, false}, width_);
    for (int64_t r = 0; r < rows; ++r) {
      const int64_t length = keys_before(head, i + r + 1);
      forbid(head, i + r, scores + r * width_);
      exponentials(head, length, scores + r * width_, log_sum + i + r, sums + r);
      clear_behind(length, round_to_width(keys), scores + r * width_);
    }
    draw(head, i, rows);
    drop(head, rows, scores);
    tile_gemm(rows, head.e, keys, {scores, width_}, values_.panels(), {out + i * row, false}, row);
    for (int64_t r = 0; r < rows; ++r) {
      const real share = 1 / sums[r];
      each_in_row(head.e, [&](auto at) {
        const Slot o = from_number((i + r) * row, {out, false});
        at.put(o, at(o.data) * share);
      });
    }
    map_here(
        rows,
        [](auto sum) {
          using std::log, xsimd::log;
          return log(sum);
        },
        {log_sum + i, true}, static_cast<const real*>(sums));
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
  for (int64_t r = 0; r < rows; ++r) {
    const int64_t length = keys_before(head, query + r + 1);
    real *p = p_.data() + r * width_, *ds = ds_.data() + r * width_;
    forbid(head, query + r, p);
    weights_and_gradients(head, length, log_sum[query + r], p, ds);
    clear_behind(length, width, p);
    clear_behind(length, width, ds);
  }
  drop(head, rows, p_.data());
}

// O = P V and P = softmax(scale Q K^T), so
//   dV += P^T dO,   dP = dO V^T,   dS = scale P (dP - sum(P dP)),   dQ += dS K,   dK += dS^T Q
// With dropout O = (F P) V for factors F, so that dV += (F P)^T dO and dP = F (dO V^T).
void Attention::backward(const Head& head, const real* log_sum, View dout, Rows dq, Rows dk,
                         Rows dv) {
  const auto asked = [](const Rows& rows, int64_t depth) { return rows.slot ? depth : 0; };
  const int64_t depths = asked(dq, head.d) + asked(dk, head.d) + asked(dv, head.e);
  profile::count_multiply_adds(head.n * head.m * (head.d + head.e + depths));
  keys_t_.assign(head.k.transposed(), head.d, head.m);
  values_t_.assign(head.v.transposed(), head.e, head.m);
  keys_.assign(head.k, head.m, head.d);
  queries_.assign(head.q, head.n, head.d);
  dout_.assign(dout, head.n, head.e);
  for (int64_t i = 0; i < head.n; i += block_) {
    const int64_t rows = std::min(block_, head.n - i), keys = keys_before(head, i + rows);
    tile_gemm(rows, round_to_width(keys), head.d, head.q.from_row(i), keys_t_.panels(),
              {p_.data(), false}, width_);
    tile_gemm(rows, round_to_width(keys), head.e, dout.from_row(i), values_t_.panels(),
              {ds_.data(), false}, width_);
    scores_backward(head, i, rows, log_sum);
    const View weights{p_.data(), width_}, dscores{ds_.data(), width_};
    const int64_t written = i == 0 ? head.m : keys;
    if (dv.slot)
      tile_gemm(written, head.e, rows, weights.transposed(), dout_.from_row(i),
                {dv.slot.data, dv.slot.add || i > 0}, dv.row);
    if (dk.slot)
      tile_gemm(written, head.d, rows, dscores.transposed(), queries_.from_row(i),
                {dk.slot.data, dk.slot.add || i > 0}, dk.row);
    if (dq.slot)
      tile_gemm(rows, head.d, keys, dscores, keys_.panels(),
                {dq.slot.data + i * dq.row, dq.slot.add}, dq.row);
  }
}

}  // namespace heed::inline HEED_PRECISION::kernels
