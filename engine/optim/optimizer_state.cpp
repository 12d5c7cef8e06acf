// Saving and loading what an optimiser keeps between steps.

#include <algorithm>
#include <cfloat>
#include <utility>

#include "engine/optim/optimizer.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr uint64_t kMostSteps = INT64_MAX / 2;  // counting on must not overflow

std::string numbered(size_t i, const char* name) { return std::to_string(i) + "." + name; }
std::string of_group(size_t g, const char* name) { return "group." + numbered(g, name); }

}  // namespace

State Optimizer::state_dict() {
  State state;
  state.put("kind", name_);
  state.put("lr", lr_);
  for (size_t g = 0; g < groups_.size(); ++g) {
    state.put(of_group(g, "parameters"), groups_[g].size);
    state.put(of_group(g, "lr_scale"), groups_[g].lr_scale);
    state.put(of_group(g, "weight_decay"), groups_[g].weight_decay);
  }
  visit({.option = [&](const char* name, double value, double, double) { state.put(name, value); },
         .flag = [&](const char* name, bool value) { state.put(name, value); },
         .moment =
             [&](const char* name, std::vector<Buffer>& moment, double) {
               for (size_t i = 0; i < parameters_.size(); ++i)
                 if (steps_[i] > 0)
                   state.tensors.emplace_back(numbered(i, name),
                                              Tensor::from(parameters_[i].shape(), moment[i]));
             }});
  for (size_t i = 0; i < parameters_.size(); ++i) state.put(numbered(i, "step"), steps_[i]);
  return state;
}

bool Optimizer::groups_agree(StateReader& from) {
  bool same = from.agrees("kind", name_);
  for (size_t g = 0; same && g < groups_.size(); ++g)
    same = from.agrees(of_group(g, "parameters"), groups_[g].size);
  if (!same) {
    from.skip_rest();
    return false;
  }
  for (size_t g = 0; g < groups_.size(); ++g) {
    from.agrees(of_group(g, "lr_scale"), groups_[g].lr_scale);
    from.agrees(of_group(g, "weight_decay"), groups_[g].weight_decay);
  }
  visit(
      {.option = [&](const char* name, double value, double, double) { from.agrees(name, value); },
       .flag = [&](const char* name, bool value) { from.agrees(name, value); }});
  return true;
}

std::function<void()> Optimizer::read_state(StateReader& from) {
  if (!groups_agree(from)) return {};
  const double lr = from.number("lr", 0, DBL_MAX);
  std::vector<int64_t> steps;
  for (size_t i = 0; i < parameters_.size(); ++i)
    steps.push_back(int64_t(from.whole(numbered(i, "step"), kMostSteps)));
  std::vector<std::pair<std::vector<Buffer>*, std::vector<Buffer>>> moments;
  visit({.moment = [&](const char* name, std::vector<Buffer>& moment, double) {
    std::vector<Buffer> read(parameters_.size());
    for (size_t i = 0; i < parameters_.size(); ++i) {
      if (steps[i] == 0) continue;  // made by its first step
      const Tensor x = from.tensor(numbered(i, name), parameters_[i].shape());
      if (x.defined()) read[i] = x.clone().buffer();
    }
    moments.emplace_back(&moment, std::move(read));
  }});
  return [this, lr, steps = std::move(steps), moments = std::move(moments)]() mutable {
    lr_ = lr;
    steps_ = std::move(steps);
    for (auto& [moment, read] : moments) *moment = std::move(read);
  };
}

}  // namespace heed::inline HEED_PRECISION
