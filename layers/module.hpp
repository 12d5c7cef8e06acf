// Module: a part of a model. It says once, in visit(), what it owns; all else follows from that.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/state.hpp"

namespace heed::inline HEED_PRECISION {

class Module;

// Shown what a module owns, with its name there.
struct Visitor {
  std::function<void(const std::string& name, Tensor&)> parameter = [](auto&, auto&) {};
  std::function<void(const std::string& name, Tensor&)> buffer = [](auto&, auto&) {};
  std::function<void(const std::string& name, Module&)> child = [](auto&, auto&) {};
};

// A part of a model: a layer, a block of them, or the whole.
class Module {
 public:
  Module() = default;
  virtual ~Module() = default;
  Module(const Module&) = delete;  // a copy would share the numbers, and nobody would expect that
  Module& operator=(const Module&) = delete;

  // Shows the parameters (learned), the buffers (kept with them, not learned), then the children.
  // An undefined tensor counts as absent.
  virtual void visit(const Visitor& show) = 0;
  // The same for all that is below as well, by dotted names.
  void walk(const Visitor& show);

  // By dotted names, in the order of visit(). A parameter that several places share comes once, by
  // its first name.
  NamedTensors named_parameters();
  std::vector<Tensor> parameters();
  NamedTensors named_buffers();
  int64_t num_parameters();  // how many numbers there are to learn

  // These reach all that is below as well.
  void train(bool on = true);  // dropout drops, batch norm looks at the batch; this is the start
  void eval() { train(false); }
  bool training() const { return training_; }
  void zero_grad();
  void requires_grad_(bool required = true);

  // Parameters and buffers, sharing their numbers: clone() what must outlive the next step.
  NamedTensors state_dict();
  struct Unmatched {
    std::vector<std::string> missing, unexpected;
  };
  // Copies the numbers of `state` into this module's tensors, by name. ValueError that lists every
  // missing, unexpected and wrongly shaped one; then nothing was copied. Unless `strict`, missing
  // and unexpected names are no error, and returned.
  Unmatched load_state_dict(const NamedTensors& state, bool strict = true,
                            Place at = Place::here());

  std::string kind() const;  // the name of its type: "Linear"

 private:
  friend class EvalMode;
  bool training_ = true;
};

// Says that a module is running, so that an error inside can name the part of the model. The first
// line of every operator() of a module:  const Running here(*this, at);
class Running : public Scope {
 public:
  Running(Module& module, Place at) : Scope(at), module_(module) {}
  const Module& module() const { return module_; }
  // "blocks.2.mlp.fc1": the dotted name in the outermost running module that owns this one.
  std::string path() const override;

 private:
  Module& module_;
};

// A module that makes one tensor of one. A layer writes forward(), and is called as layer(x).
struct Layer : Module {
  virtual Tensor forward(const Tensor& x) = 0;
  Tensor operator()(const Tensor& x, Place at = Place::here()) {
    const Running here(*this, at);
    return forward(x);
  }
};

// While it lives, a model is in eval mode; then each part is as before.
class EvalMode {
 public:
  explicit EvalMode(Module& model);
  ~EvalMode();
  EvalMode(const EvalMode&) = delete;
  EvalMode& operator=(const EvalMode&) = delete;

 private:
  std::vector<std::pair<Module*, bool>> before_;  // who was training
};

// The same, and nothing is recorded.
class Evaluation {
 public:
  explicit Evaluation(Module& model) : eval_(model) {}

 private:
  EvalMode eval_;
  NoGrad no_grad_;
};

}  // namespace heed::inline HEED_PRECISION
