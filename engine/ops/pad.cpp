// A constant frame is written around x in slabs, each number once; the others are made of x's own
// places, axis by axis.

#include "engine/ops/pad.hpp"

#include <algorithm>

#include "engine/kernels/places.hpp"
#include "engine/kernels/strided.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using kernels::StridedAxis;

// One axis of x and of the result: how much comes in front and behind; below 0, is cut off there.
struct Frame {
  int64_t length = 0, front = 0, behind = 0;
  int64_t first() const { return std::max<int64_t>(-front, 0); }  // that is kept of x
  int64_t kept() const { return length - first() - std::max<int64_t>(-behind, 0); }
  int64_t begin() const { return std::max<int64_t>(front, 0); }  // where it stands in the result
  int64_t framed() const { return length + front + behind; }
};

// The layout of a constant frame around x.
struct Layout {
  Shape from, to;
  std::array<Frame, Shape::kMaxRank> frames{};

  int64_t from_step(int axis) const { return from.product(axis + 1, from.rank()); }
  int64_t to_step(int axis) const { return to.product(axis + 1, to.rank()); }
  bool cuts() const {
    return std::any_of(frames.begin(), frames.end(),
                       [](const Frame& f) { return f.front < 0 || f.behind < 0; });
  }
};

// What is kept of x: its axes in both layouts, and where it begins in each.
struct Inside {
  std::array<StridedAxis, Shape::kMaxRank> axes{};
  int64_t from = 0, to = 0;
  explicit Inside(const Layout& layout) {
    std::fill(axes.begin(), axes.end(), StridedAxis{1, 0, 0});
    for (int a = 0; a < layout.from.rank(); ++a) {
      const Frame& frame = layout.frames[size_t(a)];
      axes[size_t(a)] = {frame.kept(), layout.from_step(a), layout.to_step(a)};
      from += frame.first() * layout.from_step(a);
      to += frame.begin() * layout.to_step(a);
    }
  }
};

// Along each axis a slab in front and one behind, as wide as the frame: of the axes before it they
// span what is kept, of those after it all. So they fill the frame, and none meets another.
void write_frame(const Layout& layout, real value, real* y) {
  auto axes = Inside(layout).axes;
  for (StridedAxis& axis : axes) axis.from = 0;  // the one value, again and again
  for (int a = layout.to.rank() - 1; a >= 0; --a) {
    int64_t corner = 0;
    for (int before = 0; before < a; ++before)
      corner += layout.frames[size_t(before)].begin() * layout.to_step(before);
    const Frame& frame = layout.frames[size_t(a)];
    const auto slab = [&](int64_t begin, int64_t end) {
      axes[size_t(a)].length = end - begin;
      kernels::copy_strided(axes, &value, {y + corner + begin * layout.to_step(a), false});
    };
    slab(0, frame.begin());
    slab(frame.begin() + frame.kept(), frame.framed());
    axes[size_t(a)].length = frame.framed();
  }
}

Tensor with_constant(const Op& op, const Tensor& x, const Layout& layout, real value) {
  Tensor y = empty(layout.to, op.at());
  const Inside inside(layout);
  write_frame(layout, value, y.mutable_data());
  kernels::copy_strided(inside.axes, x.data() + inside.from, {y.mutable_data() + inside.to, false});
  return op.record(y, {x}, [inside, cuts = layout.cuts()](Backward& step) {
    auto axes = inside.axes;
    for (StridedAxis& axis : axes) std::swap(axis.from, axis.to);
    const Slot dx = cuts ? Slot{step.add_to(0), true} : step.dx(0);
    kernels::copy_strided(axes, step.dy() + inside.to, {dx.data + inside.from, dx.add});
  });
}

// Which place of x stands at each place of the framed axis.
std::vector<int64_t> places_of(const Frame& frame, PadMode mode) {
  std::vector<int64_t> places(size_t(frame.framed()));
  const int64_t last = frame.length - 1;
  for (size_t i = 0; i < places.size(); ++i) {
    int64_t p = int64_t(i) - frame.front;
    if (mode == PadMode::replicate) p = std::clamp<int64_t>(p, 0, last);
    if (mode == PadMode::reflect && p < 0) p = -p;
    if (mode == PadMode::reflect && p > last) p = 2 * last - p;
    if (mode == PadMode::circular) {  // of what is left after cutting
      p = (p - frame.first()) % frame.kept();
      p += frame.first() + (p < 0 ? frame.kept() : 0);
    }
    places[i] = p;
  }
  return places;
}

Tensor with_own_places(const Op& op, const Tensor& x, int axis, std::vector<int64_t> places) {
  Shape shape = x.shape();
  shape[axis] = int64_t(places.size());
  const kernels::Lines lines(x.shape(), axis);
  Tensor y = empty(shape, op.at());
  kernels::copy_places(lines, places, x.data(), y.mutable_data());
  return op.record(y, {x}, [lines, places = std::move(places)](Backward& step) {
    kernels::add_to_places(lines, places, step.dy(), step.add_to(0));
  });
}

void check_frame(const Op& op, const Shape& x, int axis, const Frame& frame, PadMode mode) {
  const std::string widths = std::to_string(frame.front) + " and " + std::to_string(frame.behind);
  const auto fail = [&](const std::string& problem, const std::string& rule) {
    throw ValueError(op.explain(problem, {{"x", x, {axis - x.rank()}}}, rule));
  };
  const std::string length = std::to_string(frame.length);
  if (frame.kept() < 0)
    fail("widths " + widths + " cut more than there is", "the axis has " + length + " places");
  const int64_t wider = std::max(frame.front, frame.behind);
  if (mode == PadMode::reflect && wider > 0 && wider >= frame.length)
    fail("widths " + widths + " are too wide to be mirrored",
         "an axis of length " + length + " shows at most " +
             std::to_string(std::max<int64_t>(frame.length - 1, 0)) +
             " in a mirror: the edge is not repeated");
  if (mode == PadMode::circular && wider > frame.kept())
    fail("widths " + widths + " go around more than once",
         "the ring has " + std::to_string(frame.kept()) + " places");
  if (mode == PadMode::replicate && wider > 0 && frame.length == 0)
    fail("there is no edge to repeat", "the axis is empty");
}

Layout layout_of(const Op& op, const Shape& x, const std::vector<int64_t>& widths, PadMode mode) {
  const std::string count = std::to_string(widths.size());
  if (widths.size() % 2 != 0)
    throw ValueError(op.explain(count + " widths are no pairs", {{"x", x}},
                                "needs {left, right}, {left, right, top, bottom}, …"));
  if (widths.size() > 2 * size_t(x.rank()))
    throw ShapeError(op.explain(
        count + " widths are too many", {{"x", x}},
        "two for each axis, the last axis first, are at most " + std::to_string(2 * x.rank())));
  constexpr int64_t kBeyondMemory = INT64_MAX / 4;  // so that no sum of widths overflows
  Layout layout{x, x};
  for (int axis = 0; axis < x.rank(); ++axis) {
    Frame& frame = layout.frames[size_t(axis)];
    frame.length = x[axis];
    const size_t k = 2 * size_t(x.rank() - 1 - axis);
    if (k >= widths.size()) continue;
    frame.front = std::clamp(widths[k], -kBeyondMemory, kBeyondMemory);
    frame.behind = std::clamp(widths[k + 1], -kBeyondMemory, kBeyondMemory);
    check_frame(op, x, axis, frame, mode);
    layout.to[axis] = frame.framed();
  }
  checked_numel(layout.to, op.name(), op.at());
  return layout;
}

}  // namespace

Tensor pad(const Tensor& x, const std::vector<int64_t>& widths, PadMode mode, double value,
           Place at) {
  const Op op("pad", at);
  if (mode != PadMode::constant && value != 0)
    throw ValueError(op.explain("a value for a frame that is made of x's own numbers", {},
                                "only PadMode::constant uses the value"));
  const Layout layout = layout_of(op, x.shape(), widths, mode);
  const bool bare = std::all_of(widths.begin(), widths.end(), [](int64_t w) { return w == 0; });
  if (mode == PadMode::constant || bare) return with_constant(op, x, layout, real(value));
  Tensor y = x;
  for (int axis = x.dim() - 1; axis >= 0; --axis) {
    const Frame& frame = layout.frames[size_t(axis)];
    if (frame.front == 0 && frame.behind == 0) continue;
    y = with_own_places(op, y, axis, places_of(frame, mode));
  }
  return y;
}

}  // namespace heed::inline HEED_PRECISION
