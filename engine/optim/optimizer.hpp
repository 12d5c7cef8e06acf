// What all optimisers are: parameters in groups, a learning rate, and what a step leaves behind.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "engine/state.hpp"

namespace heed::inline HEED_PRECISION {

namespace optim {
struct Span;
}

// Parameters with a learning rate or a weight decay of their own; those of the optimiser otherwise.
struct ParameterGroup {
  std::vector<Tensor> parameters;
  std::optional<double> lr = {}, weight_decay = {};
};

// What an optimiser moves: parameters that are all treated alike, or groups of them:
//     AdamW optimizer({{.parameters = matrices},
//                      {.parameters = biases_and_norms, .weight_decay = 0},
//                      {.parameters = backbone, .lr = 1e-5}}, {.lr = 1e-4});
struct ParameterGroups {
  std::vector<ParameterGroup> list;

  // From tensors, one group of them all; from groups, those.
  ParameterGroups() = default;
  ParameterGroups(std::vector<Tensor> parameters) : list{{.parameters = std::move(parameters)}} {}
  ParameterGroups(std::initializer_list<Tensor> parameters)
      : ParameterGroups(std::vector<Tensor>(parameters)) {}
  ParameterGroups(std::vector<ParameterGroup> groups) : list(std::move(groups)) {}
  ParameterGroups(std::initializer_list<ParameterGroup> groups) : list(groups) {}
};

// Moves parameters by their gradients. A parameter without a gradient stays as it is.
//
// Its state (see Stateful) is the learning rate and, for each parameter, by its number in
// parameters(): its steps, and its moments by PyTorch's names ("3.exp_avg"). Groups and options
// must be there as they are here; PyTorch quietly takes those of the state.
class Optimizer : public Stateful {
 public:
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  void step();                       // along what backward() left in grad()
  void zero_grad();                  // forgets all gradients; backward() would add to them
  double lr() const { return lr_; }  // as given, or as set last
  // ValueError below 0. A group that was given a learning rate keeps its ratio to this one.
  void set_lr(double lr, Place at = Place::here());
  std::vector<double> group_lrs() const;  // of each group, now
  const std::vector<Tensor>& parameters() const { return parameters_; }

  const char* kind() const override { return name_; }
  State state_dict() override;
  std::function<void()> read_state(StateReader& from) override;

 protected:
  // ValueError for numbers out of range; if a group has no parameter, or one is no leaf, or is in
  // two groups; one that is twice in a group counts once.
  Optimizer(const char* name, const ParameterGroups& groups, double lr, double weight_decay,
            Place at);

  // Shown what an optimiser has of its own. It says so once, in visit(): checking the options,
  // making the moments, saving and loading follow from that.
  struct Visitor {
    std::function<void(const char* name, double value, double low, double below)> option =
        [](auto...) {};
    std::function<void(const char* name, bool value)> flag = [](auto...) {};
    // One buffer a parameter, empty until its first step, when it is filled with `start`.
    std::function<void(const char* name, std::vector<Buffer>& moment, double start)> moment =
        [](auto&&...) {};
  };
  virtual void visit(const Visitor& show) = 0;
  void check_options(Place at);  // for the constructors: ValueError unless low <= value < below

  const char* const name_;  // "AdamW"

 private:
  struct Group {
    int64_t size;     // parameters
    double lr_scale;  // times lr(): its learning rate
    double weight_decay;
  };
  void add(const ParameterGroups& groups, size_t g, double lr, double weight_decay, Place at);
  std::vector<optim::Span> with_gradient();
  bool groups_agree(StateReader& from);
  void make_moments(const std::vector<optim::Span>& spans);
  // Moves the weights, in one pass over the numbers; see optim::each_number.
  virtual void update(const std::vector<optim::Span>& spans) = 0;

  double lr_ = 0;
  std::vector<Tensor> parameters_;
  std::vector<size_t> group_of_;  // by parameter
  std::vector<Group> groups_;
  std::vector<int64_t> steps_;  // by parameter: how often it was moved
};

}  // namespace heed::inline HEED_PRECISION
