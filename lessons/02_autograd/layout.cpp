// Drawing a graph in layers (Sugiyama, Tagawa, Toda 1981, the short form): give every node a layer,
// bend long lines around what lies between, and order each layer by where its neighbours stand.
#include <algorithm>

#include "lessons/02_autograd/graph.hpp"

namespace lesson {

namespace {

// What stands in a layer: a node, or the bend of a line.
struct Item {
  size_t node, line, bend;
  bool is_bend;
  double wish = 0;            // where it would like to stand
  std::vector<size_t> above;  // its neighbours in the layer before
};
using Rows = std::vector<std::vector<Item>>;

// The longest way from a leaf; a leaf itself stands close above its first user.
std::vector<int> layers_of(const Graph& graph) {
  const size_t count = graph.nodes.size();
  std::vector<int> layers(count, 0), lowest(count, 1 << 20);
  for (size_t i = 0; i < count; ++i)
    for (const size_t input : graph.nodes[i].inputs)
      layers[i] = std::max(layers[i], layers[input] + 1);
  for (size_t i = 0; i < count; ++i)
    for (const size_t input : graph.nodes[i].inputs)
      lowest[input] = std::min(lowest[input], layers[i] - 1);
  for (size_t i = 0; i < count; ++i)
    if (graph.nodes[i].inputs.empty() && graph.nodes[i].uses > 0) layers[i] = lowest[i];
  return layers;
}

Rows rows_of(const Graph& graph, Layout& layout) {
  Rows rows(size_t(layout.layers));
  std::vector<size_t> place(graph.nodes.size());  // in its row
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    auto& row = rows[size_t(layout.spots[i].layer)];
    place[i] = row.size();
    row.push_back({i, 0, 0, false, 0, {}});
  }
  for (size_t k = 0; k < layout.lines.size(); ++k) {
    Line& line = layout.lines[k];
    const int first = layout.spots[line.from].layer + 1, last = layout.spots[line.to].layer;
    size_t above = place[line.from];
    for (int layer = first; layer < last; ++layer) {
      auto& row = rows[size_t(layer)];
      row.push_back({0, k, line.bends.size(), true, 0, {above}});
      line.bends.push_back({0, layer});
      above = row.size() - 1;
    }
    rows[size_t(last)][place[line.to]].above.push_back(above);
  }
  return rows;
}

// Orders each layer by the mean place of the neighbours above, from top to bottom.
void order(Rows& rows) {
  std::vector<size_t> before;  // where the items of the layer above went
  for (auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      row[i].wish = row[i].above.empty() ? 1e9 + double(i) : 0;  // newcomers at the right
      for (const size_t above : row[i].above)
        row[i].wish += double(before[above]) / double(row[i].above.size());
    }
    std::vector<size_t> sorted(row.size());
    for (size_t i = 0; i < sorted.size(); ++i) sorted[i] = i;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](size_t a, size_t b) { return row[a].wish < row[b].wish; });
    before.assign(row.size(), 0);
    std::vector<Item> arranged;
    for (const size_t i : sorted) {
      before[i] = arranged.size();
      arranged.push_back(row[i]);
    }
    row = std::move(arranged);
  }
}

}  // namespace

Layout lay_out(const Graph& graph) {
  Layout layout;
  for (const int layer : layers_of(graph)) {
    layout.spots.push_back({0, layer});
    layout.layers = std::max(layout.layers, layer + 1);
  }
  for (size_t i = 0; i < graph.nodes.size(); ++i)
    for (size_t k = 0; k < graph.nodes[i].inputs.size(); ++k)
      layout.lines.push_back({graph.nodes[i].inputs[k], i, k, {}});
  Rows rows = rows_of(graph, layout);
  order(rows);
  for (const auto& row : rows)
    for (size_t i = 0; i < row.size(); ++i) {
      const double x = (double(i) + 0.5) / double(row.size());
      if (row[i].is_bend)
        layout.lines[row[i].line].bends[row[i].bend].x = x;
      else
        layout.spots[row[i].node].x = x;
    }
  return layout;
}

}  // namespace lesson
