// MovingAverage: weights averaged over the last steps.

#include "engine/optim/moving_average.hpp"

#include <algorithm>
#include <utility>

#include "engine/optim/update.hpp"

namespace heed::inline HEED_PRECISION {

constexpr const char* kApplied =
    "the weights are their averages now: end the scope of Averaged first";

MovingAverage::MovingAverage(const NamedTensors& weights, double decay, const NamedTensors& buffers,
                             Place at)
    : decay_(decay) {
  optim::check_range(kind(), "decay", decay, 0, 1, at);
  if (weights.empty()) throw ValueError(explain(kind(), at, "there are no weights"));
  for (const auto& [name, x] : weights) add(name, x, false, at);
  for (const auto& [name, x] : buffers) add(name, x, true, at);
}

void MovingAverage::add(const std::string& name, const Tensor& x, bool buffer, Place at) {
  if (!x.defined()) throw ValueError(explain(kind(), at, name + " is an undefined tensor"));
  for (const Kept& other : kept_) {
    if (other.name == name) throw ValueError(explain(kind(), at, name + " is given twice"));
    if (other.weight.data() == x.data() && x.numel() > 0)
      throw ValueError(explain(kind(), at, name + " and " + other.name + " are one tensor",
                               {{"both", x.shape()}},
                               "name what is shared once, as named_parameters() does"));
  }
  kept_.push_back({name, x, x.clone(), buffer});
}

void MovingAverage::check_not_applied(const char* name, Place at) const {
  if (applied_) throw ValueError(explain(name, at, kApplied));
}

void MovingAverage::update(Place at) {
  check_not_applied("MovingAverage::update", at);
  const real keep = real(decay_), share = real(1 - decay_);
  for (Kept& kept : kept_) {
    real* average = kept.average.mutable_data();
    const real* weight = kept.weight.data();
    if (kept.buffer || updates_ == 0)
      std::copy_n(weight, kept.weight.numel(), average);
    else
      kernels::map(
          kept.weight.numel(), [=](auto a, auto w) { return keep * a + share * w; },
          {average, false}, static_cast<const real*>(average), weight);
  }
  ++updates_;
}

NamedTensors MovingAverage::averages() {
  NamedTensors all;
  for (const Kept& kept : kept_)
    all.emplace_back(kept.name, applied_ ? kept.weight.detach() : kept.average);
  return all;
}

State MovingAverage::state_dict() {
  if (applied_) throw ValueError("[MovingAverage] " + std::string(kApplied));
  State state{.tensors = averages(), .values = {}};
  state.put("kind", kind());
  state.put("decay", decay_);
  state.put("updates", updates_);
  return state;
}

std::function<void()> MovingAverage::read_state(StateReader& from) {
  if (applied_) from.note(kApplied);
  from.agrees("kind", kind());
  from.agrees("decay", decay_);
  const int64_t updates = int64_t(from.whole("updates", INT64_MAX / 2));
  std::vector<Tensor> averages;
  for (const Kept& kept : kept_) {
    const Tensor x = from.tensor(kept.name, kept.weight.shape());
    averages.push_back(x.defined() ? x.clone() : x);
  }
  return [this, updates, averages = std::move(averages)]() mutable {
    updates_ = updates;
    for (size_t i = 0; i < kept_.size(); ++i) kept_[i].average = std::move(averages[i]);
  };
}

void MovingAverage::swap() {
  for (Kept& kept : kept_) {
    real* weight = kept.weight.mutable_data();
    std::swap_ranges(weight, weight + kept.weight.numel(), kept.average.mutable_data());
  }
}

Averaged::Averaged(MovingAverage& average, Place at) : average_(average) {
  average.check_not_applied("Averaged", at);
  average.swap();
  average.applied_ = true;
}

Averaged::~Averaged() {
  average_.swap();
  average_.applied_ = false;
}

}  // namespace heed::inline HEED_PRECISION
