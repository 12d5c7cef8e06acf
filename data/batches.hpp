// Mini-batches: which examples come together in a training step, and picking them.
#pragma once

#include "engine/indices.hpp"
#include "engine/random.hpp"
#include "engine/state.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Goes through the examples 0 … n-1 in epochs, without end: each comes once an epoch, in an order
// that is new every epoch and depends only on the seed. Its state says where it is: the epoch, how
// much of it is gone, and where in the random numbers its order was drawn.
class Batches : public Stateful {
 public:
  enum class Last { keep, drop };  // what becomes of the last batch of an epoch, if it is short

  // ValueError if there is no example, or no batch would be full and short ones are dropped.
  Batches(int64_t examples, int64_t batch_size, uint64_t seed, Last last = Last::keep,
          Place at = Place::here());

  Indices next();                           // the examples of the next batch, (B)
  int64_t epoch() const { return epoch_; }  // of the batch that next() gave last, from 0
  int64_t batches_per_epoch() const;

  const char* kind() const override { return "Batches"; }
  State state_dict() override;
  std::function<void()> read_state(StateReader& from) override;

 private:
  void draw_order();  // of a new epoch
  int64_t examples_, batch_size_;
  bool drop_last_;
  Random random_;
  std::vector<int64_t> order_;
  uint64_t drawn_at_ = 0;  // the position of random_ before it gave order_
  int64_t begin_ = 0, epoch_ = -1;
};

// The rows `rows` of x along its first axis: (N, …) and (B) give (B, …). Outside the graph: it is
// for data. ValueError if there is no such row.
Tensor take(const Tensor& x, const Indices& rows, Place at = Place::here());
Indices take(const Indices& x, const Indices& rows, Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
