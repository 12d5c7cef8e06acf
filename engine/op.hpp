// Node, a tensor's place in the graph; Op, the form of every operation; what a rule sees in
// backward.
#pragma once

#include <atomic>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "engine/profile.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Where a rule puts its part of an input's gradient: it adds to what others put there, or is the
// first and simply writes (`add` is false: the numbers are not initialised).
struct Slot {
  real* data = nullptr;
  bool add = false;
  explicit operator bool() const { return data != nullptr; }
};

class Backward;
// How a result's gradient becomes its inputs'.
using Rule = std::function<void(Backward& step)>;

// What an operation leaves behind: whom to pass gradients to, and how. It does not hold the
// result's numbers: they live while a Tensor or a Saved needs them, so memory is held for no one
// else.
struct Node {
  Shape shape;
  Buffer gradient;  // empty until a rule puts something there; may be shared, see Slot
  bool requires_grad = false;
  bool retain_grad = false;
  bool spent = false;  // its rule has run, or was released
  const char* op = "leaf";
  Place at;                     // the line that made it
  std::vector<NodePtr> inputs;  // by the operation's argument; null where no gradient is needed
  Rule rule;                    // empty for a leaf
  std::vector<std::function<Tensor(const Tensor&)>> hooks;
  uint64_t mark = 0;  // of the last backward() that saw it

  // As the leaf of a new tensor; record() makes a result of it.
  explicit Node(const Shape& s) : shape(s) { ++live_; }
  ~Node();  // takes the graph apart without recursion; see op.cpp
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  void call_hooks();                       // on its gradient, in the order in which they came
  static int64_t live() { return live_; }  // nodes alive now; tests use it to prove nothing leaks

 private:
  static std::atomic<int64_t> live_;
};

// Numbers that a rule will need again. Holds the numbers only, not the graph: a rule may save its
// own result without owning itself.
class Saved {
 public:
  explicit Saved(const Tensor& x) : numbers_(x.buffer()), version_(numbers_.version()) {}

 private:
  friend class Backward;
  Buffer numbers_;
  uint64_t version_;  // when they were saved
};

// One step of the walk: a rule reads its result's gradient and puts gradients into its inputs'
// slots.
class Backward {
 public:
  explicit Backward(Node& node) : node_(node) {
    if (profile::counting()) report();
  }
  // What was saved. GradError if it was changed since: the gradient would be wrong. Get all that is
  // needed before the first slot: where this throws, no slot may be left unwritten.
  const real* get(const Saved& saved) const;
  const real* dy() const { return node_.gradient.data(); }  // the gradient of the result
  int64_t size() const { return node_.shape.numel(); }      // of dy
  bool needs(int input) const { return node_.inputs[size_t(input)] != nullptr; }
  Slot dx(int input) const;       // empty if that input needs no gradient
  real* add_to(int input) const;  // the same, zeroed first if new; null if no gradient is needed
  void pass(int input) const;     // dx += dy, where the shapes hold equally many numbers; copies
                                  // nothing if it can be shared
  // Adds a gradient to a node's, or makes it the node's, sharing the numbers.
  static void put(const Buffer& gradient, Node& node);

 private:
  void report() const;
  Node& node_;
};

// The form of every operation: open it, check, allocate, compute, and
//     return op.record(y, {a, b}, [a = Saved(a)](Backward& step) { … step.get(a) … step.dx(0) … });
class Op {
 public:
  Op(const char* name, Place at)
      : name_(name), at_(at), outer_(innermost), clock_(name, profile::Pass::forward) {
    innermost = this;
  }
  ~Op() { innermost = outer_; }
  Op(const Op&) = delete;
  Op& operator=(const Op&) = delete;

  static const Op* current() { return innermost; }  // what this thread is computing, or null
  // As it was opened; and the message of an error in it.
  Place at() const { return at_; }
  const char* name() const { return name_; }
  std::string explain(std::string_view problem, std::initializer_list<Operand> operands = {},
                      std::string_view rule = "") const {
    return heed::explain(name_, at_, problem, operands, rule);
  }
  // Hooks the result into the graph, unless no input needs a gradient. The rule is called at most
  // once, and only if the result got a gradient; it must put its part into the slots of its inputs.
  template <class F>
  Tensor record(Tensor y, std::initializer_list<Tensor> inputs, F&& rule) const {
    return record(std::move(y), std::span(inputs.begin(), inputs.size()), std::forward<F>(rule));
  }
  template <class F>
  Tensor record(Tensor y, std::span<const Tensor> inputs, F&& rule) const {
    if (link(y, inputs)) y.node()->rule = std::forward<F>(rule);
    return y;
  }

 private:
  bool link(const Tensor& y, std::span<const Tensor> inputs) const;
  void report(const Tensor& y, std::span<const Tensor> inputs) const;
  static inline thread_local const Op* innermost = nullptr;
  const char* name_;
  Place at_;
  const Op* outer_;
  profile::Clock clock_;
};

// What DetectAnomaly switches on, in engine/anomaly.cpp: without it these return at once. Each
// throws NumericalError.
namespace anomaly {

// NaN in y, or infinity where all inputs are finite.
void check_result(const Op& op, const Tensor& y, std::span<const Tensor> inputs);
void check_before(const Node& node);  // the gradients that its rule will read, or add to
void check_after(const Node& node);   // those that its rule has made

}  // namespace anomaly

}  // namespace heed::inline HEED_PRECISION
