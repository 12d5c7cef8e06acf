// Mini-batches: the order of the examples, and picking them.
#include "data/batches.hpp"

#include <algorithm>
#include <utility>

namespace heed::inline HEED_PRECISION {

namespace {

// The shape of the picked rows, after checking that they are there.
Shape picked_shape(const Shape& from, const Indices& rows, Place at) {
  if (from.rank() == 0)
    throw ShapeError(explain("take", at, "one number has no rows to take", {{"x", from}}));
  for (int64_t i = 0; i < rows.numel(); ++i)
    if (rows[i] < 0 || rows[i] >= from[0])
      throw ValueError(explain("take", at, "there is no row " + std::to_string(rows[i]),
                               {{"x", from}}, "rows are 0 … " + std::to_string(from[0] - 1)));
  Shape picked = from;
  picked[0] = rows.numel();
  return picked;
}

template <class T>
void copy_rows(const T* from, const Indices& rows, int64_t row_size, T* to) {
  for (int64_t i = 0; i < rows.numel(); ++i)
    std::copy_n(from + rows[i] * row_size, row_size, to + i * row_size);
}

}  // namespace

Batches::Batches(int64_t examples, int64_t batch_size, uint64_t seed, Last last, Place at)
    : examples_(examples), batch_size_(batch_size), drop_last_(last == Last::drop), random_(seed) {
  if (examples < 1 || batch_size < 1 || (drop_last_ && batch_size > examples))
    throw ValueError(explain("Batches", at, "there would be no batch", {},
                             "given were " + std::to_string(examples) +
                                 " examples and a batch size of " + std::to_string(batch_size)));
}

int64_t Batches::batches_per_epoch() const {
  return (drop_last_ ? examples_ : examples_ + batch_size_ - 1) / batch_size_;
}

void Batches::draw_order() {
  drawn_at_ = random_.position();
  order_ = random_.permutation(examples_);
}

Indices Batches::next() {
  const int64_t left = int64_t(order_.size()) - begin_;
  if (left < (drop_last_ ? batch_size_ : 1)) {
    draw_order();
    begin_ = 0;
    ++epoch_;
  }
  const int64_t end = std::min(begin_ + batch_size_, examples_);
  std::vector<int64_t> rows(order_.begin() + begin_, order_.begin() + end);
  begin_ = end;
  return Indices(std::move(rows));
}

State Batches::state_dict() {
  State state;
  state.put("kind", kind());
  state.put("examples", examples_);
  state.put("batch_size", batch_size_);
  state.put("drop_last", drop_last_);
  state.put("seed", random_.seed());
  state.put("epochs", epoch_ + 1);
  state.put("examples_given", begin_);
  state.put("order_drawn_at", drawn_at_);
  return state;
}

std::function<void()> Batches::read_state(StateReader& from) {
  from.agrees("kind", kind());
  from.agrees("examples", examples_);
  from.agrees("batch_size", batch_size_);
  from.agrees("drop_last", drop_last_);
  from.agrees("seed", random_.seed());
  Batches read(examples_, batch_size_, random_.seed(), drop_last_ ? Last::drop : Last::keep);
  read.epoch_ = int64_t(from.whole("epochs", INT64_MAX / 2)) - 1;
  read.begin_ = int64_t(from.whole("examples_given", uint64_t(examples_)));
  read.random_.seek(from.whole("order_drawn_at"));
  if (read.epoch_ < 0)  // before the first epoch
    read.begin_ = 0;
  else
    read.draw_order();
  return [this, read = std::move(read)]() mutable { *this = std::move(read); };
}

Tensor take(const Tensor& x, const Indices& rows, Place at) {
  Tensor picked = empty(picked_shape(x.shape(), rows, at), at);
  copy_rows(x.data(), rows, x.shape().product(1, x.dim()), picked.mutable_data());
  return picked;
}

Indices take(const Indices& x, const Indices& rows, Place at) {
  Indices picked(picked_shape(x.shape(), rows, at));
  copy_rows(x.data(), rows, x.shape().product(1, x.shape().rank()), picked.mutable_data());
  return picked;
}

}  // namespace heed::inline HEED_PRECISION
