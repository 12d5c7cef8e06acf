// Drawing a graph from top to bottom, as it is computed; gradients go up.
#include "lessons/02_autograd/graph_picture.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lessons/show/html.hpp"
#include "lessons/show/svg.hpp"

namespace lesson {

using namespace heed::show;

namespace {

constexpr double kWidth = 440, kTop = 40, kBoxWidth = 132, kBoxHeight = 44, kGap = 44;
constexpr double kPort = 26;  // between two lines that leave or reach the same box

struct Point {
  double x, y;
};

class Drawing {
 public:
  Drawing(const PlotText& text, const Graph& graph, const GraphState& state)
      : text_(text),
        graph_(graph),
        state_(state),
        layout_(lay_out(graph)),
        svg_(kWidth, top_of(layout_.layers) - kGap + 14) {}

  std::string svg() {
    svg_.text(14, 22, text_.title, {.size = 15, .bold = true});
    for (const bool passing : {false, true})  // these above the others
      for (const Line& line : layout_.lines)
        if ((words_on(line) != nullptr) == passing) draw(line);
    for (const Line& line : layout_.lines)
      if (const std::string* words = words_on(line)) draw_words(start_of(line), *words);
    for (size_t i = 0; i < graph_.nodes.size(); ++i) draw_box(i);
    return svg_.finished(text_);
  }

 private:
  static double top_of(int layer) { return kTop + layer * (kBoxHeight + kGap); }
  static double px(double x) { return 10 + x * (kWidth - 20); }

  const std::string* words_on(const Line& line) const {
    for (const Passing& passing : state_.passing)
      if (passing.user == line.to && passing.argument == line.argument) return &passing.words;
    return nullptr;
  }

  // Where a line leaves or reaches its box: side by side, in the order of where they go.
  double port(const Line& line, size_t Line::*end) const {
    const bool leaves = end == &Line::from;
    const auto direction = [&](const Line& l) {
      if (!l.bends.empty()) return (leaves ? l.bends.front() : l.bends.back()).x;
      return layout_.spots[leaves ? l.to : l.from].x;
    };
    double before = 0, all = 0;
    for (const Line& other : layout_.lines) {
      if (other.*end != line.*end) continue;
      ++all;
      before += direction(other) < direction(line) ||
                (direction(other) == direction(line) && other.argument < line.argument);
    }
    return px(layout_.spots[line.*end].x) + (before - (all - 1) / 2) * kPort;
  }

  Point start_of(const Line& line) const {
    return {port(line, &Line::from), top_of(layout_.spots[line.from].layer) + kBoxHeight};
  }

  void draw(const Line& line) {
    const std::string* words = words_on(line);
    const Point begin = start_of(line);
    const Point end{port(line, &Line::to), top_of(layout_.spots[line.to].layer)};
    std::string path = fmt::format("M{:.1f},{:.1f}", begin.x, begin.y);
    Point at = begin;
    const auto curve_to = [&](Point to) {
      const double middle = (at.y + to.y) / 2;
      path += fmt::format(" C{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}", at.x, middle, to.x, middle,
                          to.x, to.y);
      at = to;
    };
    for (const Spot& bend : line.bends) {
      curve_to({px(bend.x), top_of(bend.layer)});
      at.y += kBoxHeight;
      path += fmt::format(" L{:.1f},{:.1f}", at.x, at.y);
    }
    curve_to(end);
    const std::string colour = words ? to_hex(palette(1)) : "currentColor";
    svg_.add(element("path", "",
                     fmt::format("d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" "
                                 "stroke-opacity=\"{}\"",
                                 path, colour, words ? 3 : 1.5, words ? 1 : 0.55)));
    draw_head(words ? begin : end, words ? -1 : 1, colour, words ? 1 : 0.7);
  }

  void draw_head(Point tip, int down, const std::string& colour, double opacity) {
    svg_.add(element("polygon", "",
                     fmt::format("points=\"{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}\" "
                                 "fill=\"{}\" fill-opacity=\"{}\"",
                                 tip.x, tip.y, tip.x - 5, tip.y - 9 * down, tip.x + 5,
                                 tip.y - 9 * down, colour, opacity)));
  }

  // On the outer side of the arrow, with an empty ground, because another line may pass there.
  void draw_words(Point tip, const std::string& words) {
    const bool left = tip.x < kWidth / 2;
    const double width = text_length(words, 13) + 8;
    svg_.rect(left ? tip.x - 7 - width : tip.x + 7, tip.y + 3, width, 19,
              "fill=\"var(--plot, #ffffff)\"");
    svg_.text(tip.x + (left ? -9 : 9), tip.y + 17, words,
              {.size = 13, .anchor = left ? Svg::Anchor::end : Svg::Anchor::start, .bold = true});
  }

  void draw_box(size_t i) {
    const GraphNode& node = graph_.nodes[i];
    const NodeState& state = state_.nodes[i];
    const bool now = state.mark == Mark::now;
    const double x = px(layout_.spots[i].x), y = top_of(layout_.spots[i].layer);
    const std::string fill =
        now ? fmt::format("fill=\"{}\" fill-opacity=\"0.18\"", to_hex(palette(1)))
            : fmt::format("fill=\"currentColor\" fill-opacity=\"{}\"",
                          state.mark == Mark::done ? 0.1 : 0.02);
    svg_.rect(
        x - kBoxWidth / 2, y, kBoxWidth, kBoxHeight,
        fmt::format("rx=\"{}\" {} stroke=\"{}\" stroke-width=\"{}\"", node.inputs.empty() ? 21 : 5,
                    fill, now ? to_hex(palette(1)) : "currentColor", now ? 2.5 : 1));
    svg_.text(x, y + 17, node.label, {.anchor = Svg::Anchor::middle, .bold = true});
    std::string numbers = fmt::format("{:.4g}", node.value);
    if (state.gradient) numbers += fmt::format("  |  ∂ {:.4g}", *state.gradient);
    if (state.gradient && state.parts < node.uses) numbers += " …";
    svg_.text(x, y + 35, numbers, {.anchor = Svg::Anchor::middle});
  }

  PlotText text_;
  const Graph& graph_;
  const GraphState& state_;
  Layout layout_;
  Svg svg_;
};

}  // namespace

std::string drawn(const PlotText& text, const Graph& graph, const GraphState& state) {
  return Drawing(text, graph, state).svg();
}

}  // namespace lesson
