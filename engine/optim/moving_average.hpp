// MovingAverage: weights averaged over the last steps, which often judge better than the last ones.
#pragma once

#include "engine/state.hpp"

namespace heed::inline HEED_PRECISION {

// The exponential moving average of weights (Polyak and Juditsky 1992):
//     average = decay average + (1 - decay) weight
// after each step; the first update() copies the weights, as PyTorch's AveragedModel does. Buffers,
// such as the running statistics of batch norm, are copied every time.
//
//     MovingAverage average(model.named_parameters(), 0.999, model.named_buffers());
//     …
//     optimizer.step();
//     average.update();
//     …
//     { const Averaged weights(average); accuracy = judge(model); }
//
// Its state is the averages, by the names of the weights, and the count of updates.
class MovingAverage : public Stateful {
 public:
  // ValueError unless 0 <= decay < 1, and for no weights, or a tensor or name that is there twice.
  MovingAverage(const NamedTensors& weights, double decay, const NamedTensors& buffers = {},
                Place at = Place::here());

  void update(Place at = Place::here());        // ValueError while an Averaged lives
  int64_t updates() const { return updates_; }  // how many there were
  NamedTensors averages();  // sharing their numbers; before the first update(), as at the start

  const char* kind() const override { return "MovingAverage"; }
  State state_dict() override;  // not while an Averaged lives, nor loading: ValueError
  std::function<void()> read_state(StateReader& from) override;

 private:
  friend class Averaged;
  struct Kept {
    std::string name;
    Tensor weight, average;
    bool buffer;
  };
  void add(const std::string& name, const Tensor& x, bool buffer, Place at);
  void swap();  // the numbers of weights and averages
  void check_not_applied(const char* name, Place at) const;

  double decay_;
  std::vector<Kept> kept_;
  int64_t updates_ = 0;
  bool applied_ = false;
};

// While it lives, the weights are their averages, and the buffers what they were at the last
// update(); then they are the weights again. A graph that saved the weights before is then used up:
// its backward() is a GradError. ValueError inside another one.
class Averaged {
 public:
  explicit Averaged(MovingAverage& average, Place at = Place::here());
  ~Averaged();
  Averaged(const Averaged&) = delete;
  Averaged& operator=(const Averaged&) = delete;

 private:
  MovingAverage& average_;
};

}  // namespace heed::inline HEED_PRECISION
