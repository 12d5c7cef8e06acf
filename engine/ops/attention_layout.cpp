// Which head lies where, what its queries see, and all heads over all threads.

#include "engine/ops/attention_layout.hpp"

#include <cmath>

#include "engine/kernels/broadcast.hpp"

namespace heed::inline HEED_PRECISION {

using kernels::Head, kernels::View;

void check_options(const Op& op, const AttentionOptions& options, const Shape& scores) {
  const auto& padding = options.key_padding;
  if (padding && (scores.rank() < 3 || padding->shape() != Shape{scores[0], scores.back()}))
    throw ShapeError(op.explain("key_padding does not fit the keys",
                                {{"key_padding", padding->shape()}, {"scores", scores}},
                                "needs (B, M): one row for each example of a batch, and in it true "
                                "for each key that is no padding"));
  if (options.scale && !(*options.scale > 0 && std::isfinite(*options.scale)))
    throw ValueError(op.explain("scale is " + std::to_string(*options.scale), {},
                                "needs a number above 0, such as 1/sqrt(d)"));
  if (!(options.dropout >= 0 && options.dropout <= 1))
    throw ValueError(op.explain("dropout is " + std::to_string(options.dropout), {},
                                "needs a probability, 0 to 1"));
}

double scale_of(const AttentionOptions& options, int64_t depth) {
  return options.scale.value_or(1 / std::sqrt(double(std::max<int64_t>(depth, 1))));
}

Masks::Masks(const Op& op, const AttentionOptions& options, const Shape& outer, int64_t n,
             int64_t m)
    : mask_(options.mask),
      key_padding_(options.key_padding),
      causal_(options.causal),
      keys_(m),
      heads_(outer.product(1, outer.rank())) {
  Shape scores = outer;
  scores.push_back(n);
  scores.push_back(m);
  check_options(op, options, scores);
  if (!mask_) return;
  const Shape& shape = mask_->shape();
  if (broadcast(shape, scores, op.name(), op.at()) != scores)
    throw ShapeError(op.explain("the mask has more axes than the scores",
                                {{"mask", shape}, {"scores", scores}}));
  const int rank = shape.rank();
  column_ = rank > 0 && shape[rank - 1] > 1 ? 1 : 0;
  row_ = rank > 1 && shape[rank - 2] > 1 ? shape[rank - 1] : 0;
  const Shape front = rank > 2 ? Shape(std::span(shape.begin(), size_t(rank - 2))) : Shape{};
  const kernels::BroadcastLoops<1> loops(outer, {front});
  const int64_t each = shape.product(std::max(rank - 2, 0), rank);
  loops.each(0, loops.runs(), [&](int64_t, const std::array<int64_t, 1>& at) {
    for (int64_t i = 0; i < loops.length(); ++i)
      begin_.push_back((at[0] + i * loops.step(0)) * each);
  });
}

kernels::Allowed Masks::head(int64_t i) const {
  kernels::Allowed allowed{.causal = causal_};
  if (key_padding_) allowed.keys = key_padding_->data() + i / heads_ * keys_;
  if (mask_) allowed.data = mask_->data() + begin_[size_t(i)];
  allowed.row = row_, allowed.column = column_;
  return allowed;
}

Layout::Layout(const Op& op, const AttentionOptions& options, const Shape& outer, int64_t heads,
               int64_t queries, int64_t keys, int64_t width, int64_t value_width)
    : batches_(outer.numel() / heads),
      heads_(heads),
      n_(queries),
      m_(keys),
      d_(width / heads),
      e_(value_width / heads),
      scale_(real(scale_of(options, d_))),
      q_{n_ * width, d_, width},
      k_{m_ * width, d_, width},
      v_{m_ * value_width, e_, value_width},
      y_{n_ * value_width, e_, value_width},
      masks_(op, options, outer, n_, m_) {
  if (options.dropout > 0)
    drop_.emplace(options.dropout, default_random(), rows() * kernels::draws(m_));
}

Head Layout::head(int64_t i, const real* q, const real* k, const real* v) const {
  return {n_,
          m_,
          d_,
          e_,
          scale_,
          masks_.head(i),
          View{q + begin(q_, i), q_.row},
          View{k + begin(k_, i), k_.row},
          View{v + begin(v_, i), v_.row},
          drop_ ? &*drop_ : nullptr,
          i * n_};
}

// Runs body(attention, head, i) for all heads, over threads while there is work for them.
template <class Body>
void Layout::each_head(const real* q, const real* k, const real* v, const Body& body) const {
  const int64_t work = n_ * m_ * (d_ + e_) / 8 + 1, count = batches_ * heads_;
  kernels::parallel_for(count, 1 + kernels::kGrain / work, [&](int64_t first, int64_t last) {
    kernels::Attention attention(head(first, q, k, v));
    for (int64_t i = first; i < last; ++i) body(attention, head(i, q, k, v), i);
  });
}

void Layout::forward(const real* q, const real* k, const real* v, real* y, real* log_sum) const {
  each_head(q, k, v, [&](kernels::Attention& attention, const Head& here, int64_t i) {
    attention.forward(here, y + begin(y_, i), y_.row, log_sum + i * n_);
  });
}

void Layout::backward(const real* q, const real* k, const real* v, const real* log_sum,
                      const real* dy, Slot dq, Slot dk, Slot dv) const {
  each_head(q, k, v, [&](kernels::Attention& attention, const Head& here, int64_t i) {
    attention.backward(here, log_sum + i * n_, {dy + begin(y_, i), y_.row}, rows_of(q_, i, dq),
                       rows_of(k_, i, dk), rows_of(v_, i, dv));
  });
}

}  // namespace heed::inline HEED_PRECISION
