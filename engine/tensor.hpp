// Tensor, the handle that users hold. Its place in the graph, and the form of every operation, are
// in engine/op.hpp, which comes with it.
#pragma once

#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "engine/buffer.hpp"
#include "engine/error.hpp"
#include "engine/shape.hpp"

namespace heed::inline HEED_PRECISION {

struct Node;
// Users, and the nodes made of it, own a node together.
using NodePtr = std::shared_ptr<Node>;

// Numbers, contiguous and row-major, and their place in the computation graph. A Tensor is a
// handle: copying it copies neither the numbers nor the place, both copies see the same.
class Tensor {
 public:
  Tensor() = default;  // refers to nothing; defined() is false, and anything else is an error
  // `values` in row-major order. ShapeError if they do not fill the shape.
  Tensor(const Shape& shape, const std::vector<real>& values, Place at = Place::here());
  explicit Tensor(double number);  // a scalar, shape ()

  // Asked of a tensor that refers to nothing, all but defined() is a ValueError.
  bool defined() const { return node_ != nullptr; }
  const Shape& shape() const;
  int dim() const { return shape().rank(); }
  int64_t numel() const { return shape().numel(); }
  int64_t size(int axis, Place at = Place::here()) const;  // of one axis; size(-1) is the last

  // The numbers, row-major. They stay where they are while a tensor shares them.
  const real* data() const { return value_.data(); }
  // To write to. A value that backward() still needs must not be written: it would notice and
  // throw. Ask anew for each change: it is by this call that others notice.
  real* mutable_data();
  real item(Place at = Place::here()) const;  // the number in a tensor of one element
  real at(std::initializer_list<int64_t> index, Place place = Place::here()) const;

  bool requires_grad() const;  // it is a leaf so marked, or was made of one
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
  // For operations and whoever looks into the graph.
  const NodePtr& node() const { return node_; }
  const Buffer& buffer() const { return value_; }
  static Tensor from(const Shape& shape, Buffer numbers);  // no copy

 private:
  NodePtr node_;
  Buffer value_;
};

// New leaves. ShapeError for a negative length, or more numbers than can be addressed.
Tensor empty(const Shape& shape, Place at = Place::here());  // not initialised
Tensor zeros(const Shape& shape, Place at = Place::here());
Tensor ones(const Shape& shape, Place at = Place::here());
Tensor full(const Shape& shape, double value, Place at = Place::here());
Tensor arange(int64_t n, Place at = Place::here());  // 0, 1, … n-1
Tensor eye(int64_t n, Place at = Place::here());     // the identity matrix (n, n)

// As NumPy prints arrays, with shape and operation; long axes are abridged.
std::ostream& operator<<(std::ostream& out, const Tensor& x);
std::string to_string(const Tensor& x);

bool grad_enabled();  // whether this thread records what it computes

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

// While it lives, this thread checks the result of every operation, and in backward() every
// gradient that a rule makes. The first operation that makes NaN, or infinity out of finite
// numbers, throws NumericalError with its name, its place, and which of the two it was.
class DetectAnomaly {
 public:
  DetectAnomaly();
  ~DetectAnomaly();
  DetectAnomaly(const DetectAnomaly&) = delete;
  DetectAnomaly& operator=(const DetectAnomaly&) = delete;

 private:
  bool before_;
};

}  // namespace heed::inline HEED_PRECISION

#include "engine/op.hpp"  // what operations are made of; below, because it needs Tensor
