// Reading by indices, and adding by indices, which are each other's gradients.

#include "engine/ops/gather.hpp"

#include <algorithm>
#include <vector>

#include "engine/kernels/places.hpp"
#include "engine/ops/index_range.hpp"
#include "engine/ops/slice.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::Lines;

// Indices (outer, count, inner) that name places on an axis of a tensor, which may be larger than
// they are: where each of their lines begins in it, and how far it is from place to place.
struct Pointers {
  Indices index;
  Lines lines;  // of index
  std::vector<int64_t> start;
  int64_t step;

  Pointers(const Indices& indices, int axis, const Shape& x)
      : index(indices),
        lines(index.shape(), axis),
        start(size_t(lines.count())),
        step(x.product(axis + 1, x.rank())) {
    for (size_t line = 0; line < start.size(); ++line) {
      int64_t rest = int64_t(line), stride = 1;
      for (int a = x.rank() - 1; a >= 0; stride *= x[a--]) {
        if (a == axis) continue;
        start[line] += rest % index.shape()[a] * stride;
        rest /= index.shape()[a];
      }
    }
  }

  // Calls body(k, the place that index k names) for all of them: in order along a line, which
  // belongs to one thread, and neighbouring lines side by side.
  template <class Body>
  void each(const Body& body) const {
    const int64_t grain = kernels::kGrain / 8 / std::max<int64_t>(lines.length, 1);
    const int64_t* places = index.data();
    kernels::parallel_for(lines.count(), grain, [&](int64_t begin, int64_t end) {
      for (int64_t line = begin, next; line < end; line = next) {
        next = std::min(end, (line / lines.inner + 1) * lines.inner);
        int64_t k = line / lines.inner * lines.length * lines.inner + line % lines.inner;
        for (int64_t l = 0; l < lines.length; ++l, k += lines.inner - (next - line))
          for (int64_t own = line; own < next; ++own, ++k)
            body(k, start[size_t(own)] + places[k] * step);
      }
    });
  }
};

void read_places(const Pointers& pointers, const real* from, Slot to) {
  if (to.add)
    pointers.each([=](int64_t k, int64_t place) { to.data[k] += from[place]; });
  else
    pointers.each([=](int64_t k, int64_t place) { to.data[k] = from[place]; });
}

void add_at_places(const Pointers& pointers, const real* from, real* to) {
  pointers.each([=](int64_t k, int64_t place) { to[place] += from[k]; });
}

// Both must have as many axes, and index must not be longer, but for axis `except`.
void need_within(const Op& op, const Indices& index, std::string_view name, const Shape& x,
                 int except) {
  const Shape& shape = index.shape();
  if (shape.rank() != x.rank())
    throw ShapeError(op.explain("not as many axes", {{name, x}, {"index", shape}},
                                "index needs an axis for each axis of " + std::string(name)));
  for (int axis = 0; axis < x.rank(); ++axis) {
    const int clash = axis - x.rank();
    if (axis != except && shape[axis] > x[axis])
      throw ShapeError(
          op.explain("index reaches beyond " + std::string(name),
                     {{name, x, {clash}}, {"index", shape, {clash}}},
                     "axis " + std::to_string(axis) + " of index, " + std::to_string(shape[axis]) +
                         " long, may be at most as long as that of " + std::string(name) +
                         (except < 0 ? "" : "; only axis " + std::to_string(except) + " is free")));
  }
}

void need_places(const Op& op, const Indices& index, const Shape& x, int axis) {
  check_range(op, "index", index, x[axis],
              "an index names one of the " + std::to_string(x[axis]) + " places on axis " +
                  std::to_string(axis) + " of x " + to_string(x) + ", counted from 0");
}

}  // namespace

Tensor index_select(const Tensor& x, int64_t dim, const Indices& index, Place at) {
  const Op op("index_select", at);
  const int axis = checked_axis(dim, x.shape(), "index_select", at);
  if (index.shape().rank() > 1)
    throw ShapeError(op.explain("index has several axes", {{"index", index.shape()}},
                                "needs index (n); gather() picks by an index for every number"));
  need_places(op, index, x.shape(), axis);
  Shape shape = x.shape();
  shape[axis] = index.numel();
  const Lines lines(x.shape(), axis);
  const auto places = [](const Indices& list) {
    return std::span(list.data(), size_t(list.numel()));
  };
  Tensor y = empty(shape, at);
  kernels::copy_places(lines, places(index), x.data(), y.mutable_data());
  return op.record(y, {x}, [=](Backward& step) {
    kernels::add_to_places(lines, places(index), step.dy(), step.add_to(0));
  });
}

Tensor gather(const Tensor& x, int64_t dim, const Indices& index, Place at) {
  const Op op("gather", at);
  const int axis = checked_axis(dim, x.shape(), "gather", at);
  need_within(op, index, "x", x.shape(), axis);
  need_places(op, index, x.shape(), axis);
  Pointers pointers(index, axis, x.shape());
  Tensor y = empty(index.shape(), at);
  read_places(pointers, x.data(), {y.mutable_data(), false});
  return op.record(y, {x}, [pointers = std::move(pointers)](Backward& step) {
    add_at_places(pointers, step.dy(), step.add_to(0));
  });
}

Tensor scatter_add(const Tensor& x, int64_t dim, const Indices& index, const Tensor& source,
                   Place at) {
  const Op op("scatter_add", at);
  const int axis = checked_axis(dim, x.shape(), "scatter_add", at);
  need_within(op, index, "x", x.shape(), axis);
  need_within(op, index, "source", source.shape(), -1);
  need_places(op, index, x.shape(), axis);
  Tensor part = source;  // what index has a place for
  for (int a = 0; a < x.dim(); ++a)
    if (index.shape()[a] < part.shape()[a]) part = slice(part, a, 0, index.shape()[a], 1, at);
  Pointers pointers(index, axis, x.shape());
  Tensor y = x.clone();
  add_at_places(pointers, part.data(), y.mutable_data());
  return op.record(y, {x, part}, [pointers = std::move(pointers)](Backward& step) {
    step.pass(0);
    if (step.needs(1)) read_places(pointers, step.dy(), step.dx(1));
  });
}

Tensor one_hot(const Indices& indices, int64_t classes, Place at) {
  const Op op("one_hot", at);
  const int64_t* const begin = indices.data();
  const int64_t* const end = begin + indices.numel();
  if (classes == -1 && begin == end)
    throw ValueError(op.explain("no index says how many classes there are",
                                {{"indices", indices.shape()}}, "give their number"));
  if (classes == -1)
    classes = std::clamp<int64_t>(*std::max_element(begin, end), 0, INT64_MAX - 1) + 1;
  if (classes < 1)
    throw ValueError(op.explain(std::to_string(classes) + " classes", {},
                                "needs one or more, or -1 for as many as the indices ask for"));
  check_range(op, "indices", indices, classes,
              "an index names one of the " + std::to_string(classes) + " classes");
  Shape shape = indices.shape();
  shape.push_back(classes);
  checked_numel(shape, "one_hot", at);
  Tensor y = zeros(shape, at);
  real* out = y.mutable_data();
  for (int64_t i = 0; i < indices.numel(); ++i) out[i * classes + indices[i]] = 1;
  return op.record(y, {}, [](Backward&) {});
}

}  // namespace heed::inline HEED_PRECISION
