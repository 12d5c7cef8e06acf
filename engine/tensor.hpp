// Tensor, the handle that users hold; Node, its place in the graph; Op, the form of every
// operation.
#pragma once

#include <atomic>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/buffer.hpp"
#include "engine/error.hpp"
#include "engine/profile.hpp"
#include "engine/shape.hpp"

namespace heed::inline HEED_PRECISION {

struct Node;
using NodePtr = std::shared_ptr<Node>;

// Numbers, contiguous and row-major, and their place in the computation graph. A Tensor is a
// handle: copying it copies neither the numbers nor the place, both copies see the same.
class Tensor {
 public:
  Tensor() = default;  // refers to nothing; defined() is false, and anything else is an error
  // `values` in row-major order. ShapeError if they do not fill the shape.
  Tensor(const Shape& shape, const std::vector<real>& values, Place at = Place::here());
  explicit Tensor(double number);  // a scalar, shape ()

  bool defined() const { return node_ != nullptr; }
  const Shape& shape() const;
  int dim() const { return shape().rank(); }
  int64_t numel() const { return shape().numel(); }
  int64_t size(int axis, Place at = Place::here()) const;  // of one axis; size(-1) is the last

  const real* data() const { return value_.data(); }
  // To write to. A value that backward() still needs must not be written: it would notice and
  // throw.
  real* mutable_data();
  real item(Place at = Place::here()) const;  // the number in a tensor of one element
  real at(std::initializer_list<int64_t> index, Place place = Place::here()) const;

  bool requires_grad() const;
  // Marks a leaf, such as a weight: backward() will leave its gradient in grad().
  Tensor& requires_grad_(bool required = true, Place at = Place::here());
  Tensor grad() const;    // same shape; undefined before backward(). Shares the numbers.
  Tensor mutable_grad();  // the same, not shared with any other gradient: to clip or rescale it
  void zero_grad();       // forgets the gradient: grad() is undefined again
  void retain_grad();     // keep the gradient of a tensor that is not a leaf, too
  // Called with the gradient when it is complete, before it is passed on; may return another in its
  // place (same shape), or an undefined Tensor to leave it.
  void register_hook(std::function<Tensor(const Tensor& grad)> hook);

  // Adds to grad() of every leaf that this depends on, its derivative. For a tensor of more than
  // one number, `gradient` weights them. The graph is used once and freed. See engine/autograd.cpp.
  void backward(Place at = Place::here()) const;
  void backward(const Tensor& gradient, Place at = Place::here()) const;

  Tensor detach() const;  // the same numbers, outside the graph
  Tensor clone() const;   // a copy of the numbers, outside the graph

  const char* op() const;  // the operation that made it: "matmul"; "leaf" for what was given
  const NodePtr& node() const { return node_; }
  const Buffer& buffer() const { return value_; }
  static Tensor from(const Shape& shape, Buffer numbers);  // no copy

 private:
  NodePtr node_;
  Buffer value_;
};

Tensor empty(const Shape& shape, Place at = Place::here());  // not initialised
Tensor zeros(const Shape& shape, Place at = Place::here());
Tensor ones(const Shape& shape, Place at = Place::here());
Tensor full(const Shape& shape, double value, Place at = Place::here());
Tensor arange(int64_t n, Place at = Place::here());  // 0, 1, … n-1
Tensor eye(int64_t n, Place at = Place::here());     // the identity matrix (n, n)

// As NumPy prints arrays, with shape and operation; long axes are abridged.
std::ostream& operator<<(std::ostream& out, const Tensor& x);
std::string to_string(const Tensor& x);

// Where a rule puts its part of an input's gradient: it adds to what others put there, or is the
// first and simply writes (`add` is false: the numbers are not initialised).
struct Slot {
  real* data = nullptr;
  bool add = false;
  explicit operator bool() const { return data != nullptr; }
};

class Backward;
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

  explicit Node(const Shape& s) : shape(s) { ++live_; }
  ~Node();  // takes the graph apart without recursion; see autograd.cpp
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
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
  explicit Backward(Node& node) : node_(node) {}
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
  Node& node_;
};

bool grad_enabled();

// While it lives, this thread's operations record nothing, as for evaluation.
class NoGrad {
 public:
  NoGrad();
  ~NoGrad();
  NoGrad(const NoGrad&) = delete;
  NoGrad& operator=(const NoGrad&) = delete;

 private:
  bool before_;
};

// While it lives, every operation of this thread checks its result, and the first that makes NaN,
// or infinity out of finite numbers, throws NumericalError with its name and place.
class DetectAnomaly {
 public:
  DetectAnomaly();
  ~DetectAnomaly();
  DetectAnomaly(const DetectAnomaly&) = delete;
  DetectAnomaly& operator=(const DetectAnomaly&) = delete;

 private:
  bool before_;
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
  static inline thread_local const Op* innermost = nullptr;
  const char* name_;
  Place at_;
  const Op* outer_;
  profile::Clock clock_;
};

}  // namespace heed::inline HEED_PRECISION
