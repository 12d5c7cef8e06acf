// One operand after the other is joined to what those before it gave. Every step is an operation
// with a rule of its own (a sum, a permutation, a product), so einsum needs none: a rule for all of
// it would compute the same products, and be one more formula to get wrong. The work is done by
// batched products of matrices; only where there is nothing to sum over, or only axes that both
// have, by products number by number.

#include "engine/ops/einsum.hpp"

#include <algorithm>

#include "engine/kernels/strided.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/einsum_formula.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/shape.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// A tensor with a letter for each axis.
struct Lettered {
  Tensor x;
  std::string letters;
};

bool has(const std::string& letters, char c) { return letters.find(c) != std::string::npos; }

// Those of the letters that are, or are not, among others.
std::string both(std::string letters, const std::string& others) {
  std::erase_if(letters, [&](char c) { return !has(others, c); });
  return letters;
}
std::string without(std::string letters, const std::string& others) {
  std::erase_if(letters, [&](char c) { return has(others, c); });
  return letters;
}

// y[i, j] = x[i, i, j] for "iij": an axis of y walks all axes of x that have its letter.
Lettered diagonal(const Op& op, const Lettered& a) {
  std::string once;
  Shape shape;
  for (int axis = 0; axis < a.x.dim(); ++axis) {
    if (has(once, a.letters[size_t(axis)])) continue;
    once += a.letters[size_t(axis)];
    shape.push_back(a.x.shape()[axis]);
  }
  if (once == a.letters) return a;
  std::array<kernels::StridedAxis, Shape::kMaxRank> there{};
  std::fill(there.begin(), there.end(), kernels::StridedAxis{1, 0, 0});
  for (int axis = 0; axis < shape.rank(); ++axis)
    there[size_t(axis)] = {shape[axis], 0, shape.product(axis + 1, shape.rank())};
  for (int axis = 0; axis < a.x.dim(); ++axis)
    there[once.find(a.letters[size_t(axis)])].from += a.x.shape().product(axis + 1, a.x.dim());
  auto back = there;
  for (kernels::StridedAxis& axis : back) std::swap(axis.from, axis.to);
  Tensor y = empty(shape, op.at());
  kernels::copy_strided(there, a.x.data(), {y.mutable_data(), false});
  const auto rule = [back](Backward& step) {
    kernels::copy_strided(back, step.dy(), {step.add_to(0), true});
  };
  return {op.record(y, {a.x}, rule), once};
}

// Joins operands, as a formula says.
class Join {
 public:
  Join(const Op& op, const EinsumFormula& formula) : op_(op), formula_(formula), at_(op.at()) {}

  // An operand with each letter once, and without the axes of length 1 that fit to a longer one: it
  // is the same as if it did not have them.
  Lettered prepared(const Tensor& x, const std::string& letters) const {
    const Lettered a = diagonal(op_, {x, letters});
    std::string long_ones;
    for (size_t axis = 0; axis < a.letters.size(); ++axis)
      if (a.x.shape()[int(axis)] == formula_.length[size_t(a.letters[axis])])
        long_ones += a.letters[axis];
    if (long_ones == a.letters) return a;
    return {reshape(a.x, shape_of(long_ones), at_), long_ones};
  }

  // The product of two, summed over what neither the result nor a later operand needs.
  Lettered joined(Lettered a, Lettered b, const std::string& needed) const {
    a = summed(a, needed + b.letters);
    b = summed(b, needed + a.letters);
    const std::string left = without(a.letters, b.letters), right = without(b.letters, a.letters);
    const bool sums = !without(both(a.letters, b.letters), needed).empty();
    if (!sums || (left.empty() && right.empty())) return summed(multiplied(a, b), needed);
    const bool swap = !left.empty() && !right.empty() &&
                      formula_.result.find(right[0]) < formula_.result.find(left[0]);
    return swap ? matrix_product(b, a, needed) : matrix_product(a, b, needed);
  }

  Lettered summed(const Lettered& a, const std::string& needed) const {
    Dims gone;
    for (size_t axis = 0; axis < a.letters.size(); ++axis)
      if (!has(needed, a.letters[axis])) gone.list.push_back(int64_t(axis));
    if (gone.list.rank() == 0) return a;
    return {sum(a.x, gone, false, at_), both(a.letters, needed)};
  }

  Tensor arranged(const Lettered& a, const std::string& order) const {
    if (a.letters == order) return a.x;
    Dims dims;
    for (const char c : order) dims.list.push_back(int64_t(a.letters.find(c)));
    return permute(a.x, dims, at_);
  }

 private:
  Shape shape_of(const std::string& letters) const {
    if (letters.size() > Shape::kMaxRank)
      throw ShapeError(op_.explain("too many axes between two operands", {},
                                   "\"" + letters + "\" are " + std::to_string(letters.size()) +
                                       ", but at most " + std::to_string(Shape::kMaxRank) +
                                       " are possible: join others first"));
    Shape shape;
    for (const char c : letters) shape.push_back(formula_.length[size_t(c)]);
    return shape;
  }

  // Number by number: axes in the result's order, then those that it does not have.
  Lettered multiplied(const Lettered& a, const Lettered& b) const {
    const std::string all = a.letters + without(b.letters, a.letters);
    const std::string order = both(formula_.result, all) + without(all, formula_.result);
    const auto spread = [&](const Lettered& x) {
      Shape shape = shape_of(order);
      for (int axis = 0; axis < shape.rank(); ++axis)
        if (!has(x.letters, order[size_t(axis)])) shape[axis] = 1;
      return Term(reshape(arranged(x, both(order, x.letters)), shape, at_), at_);
    };
    return {spread(a) * spread(b), order};
  }

  // As (batch, left, inner) times (batch, inner, right), whichever of both is read transposed if it
  // lies so already.
  Lettered matrix_product(const Lettered& a, const Lettered& b, const std::string& needed) const {
    const std::string shared = both(a.letters, b.letters);
    const std::string batch = both(shared, needed), inner = without(shared, needed);
    const std::string left = without(a.letters, shared), right = without(b.letters, shared);
    const Shape product = shape_of(batch + left + right);
    const Transpose turned{a.letters == batch + inner + left, b.letters == batch + right + inner};
    const Tensor u = turned.a ? matrices(a, batch, inner, left) : matrices(a, batch, left, inner);
    const Tensor v = turned.b ? matrices(b, batch, right, inner) : matrices(b, batch, inner, right);
    return {reshape(matmul(u, v, turned, at_), product, at_), batch + left + right};
  }

  // (batch, rows, columns), or (rows, columns) if there is one matrix only.
  Tensor matrices(const Lettered& a, const std::string& batch, const std::string& rows,
                  const std::string& columns) const {
    Shape shape{shape_of(rows).numel(), shape_of(columns).numel()};
    if (!batch.empty()) shape.insert(0, shape_of(batch).numel());
    return reshape(arranged(a, batch + rows + columns), shape, at_);
  }

  const Op& op_;
  const EinsumFormula& formula_;
  Place at_;
};

}  // namespace

Tensor einsum(std::string_view formula, std::span<const Tensor> operands, Place at) {
  const Op op("einsum", at);
  if (operands.empty())
    throw ValueError(op.explain("there are no operands", {}, "needs one for each part of formula"));
  const EinsumFormula read = read_formula(op, formula, operands);
  const Join join(op, read);
  Lettered all = join.prepared(operands[0], read.operands[0]);
  for (size_t k = 1; k < operands.size(); ++k) {
    std::string needed = read.result;
    for (size_t later = k + 1; later < operands.size(); ++later) needed += read.operands[later];
    all = join.joined(all, join.prepared(operands[k], read.operands[k]), needed);
  }
  const Tensor y = join.arranged(join.summed(all, read.result), read.result);
  // Where nothing was to be done, too, the result is a tensor of its own.
  return y.node() == operands[0].node() ? reshape(y, y.shape(), at) : y;
}

Tensor einsum(std::string_view formula, std::initializer_list<Tensor> operands, Place at) {
  return einsum(formula, std::span(operands.begin(), operands.size()), at);
}

}  // namespace heed::inline HEED_PRECISION
