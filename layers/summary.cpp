// A model is run once while every result is watched; scopes say which layer it belongs to.

#include "layers/summary.hpp"

#include <algorithm>
#include <ostream>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "engine/formulas.hpp"
#include "engine/table.hpp"
#include "engine/watch.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// Fills in the rows while the model runs.
class Observer {
 public:
  explicit Observer(Module& model) {
    add("", model);
    model.walk({.child = [&](const std::string& name, Module& child) { add(name, child); }});
  }
  void see(const Tensor& result, const profile::Work& work);
  void count_kept();  // when nothing but the graph is left of the run
  Summary take() { return std::move(summary_); }

 private:
  void add(const std::string& name, Module& module);
  Summary summary_;
  std::unordered_map<const Module*, size_t> rows_;
  std::unordered_set<const Node*> parameters_;
  std::vector<std::pair<size_t, Tensor>> results_;  // by row
};

void Observer::add(const std::string& name, Module& module) {
  if (!rows_.emplace(&module, summary_.layers.size()).second) return;  // it has a row
  LayerSummary row{.name = name, .kind = module.kind(), .output = {}};
  module.visit({.parameter = [&](const std::string&, Tensor& x) {
    if (x.defined() && parameters_.insert(x.node().get()).second) row.parameters += x.numel();
  }});
  summary_.layers.push_back(std::move(row));
}

void Observer::see(const Tensor& result, const profile::Work& work) {
  bool innermost = true;
  for (const Scope* scope = Scope::current(); scope; scope = scope->outer()) {
    const auto* running = dynamic_cast<const Running*>(scope);
    const auto found = running ? rows_.find(&running->module()) : rows_.end();
    if (found == rows_.end()) continue;
    LayerSummary& row = summary_.layers[found->second];
    row.output = result.shape();
    if (!std::exchange(innermost, false)) continue;
    row.flops += work.flops();
    if (cost_of(result.op()) != Cost::shares)
      results_.emplace_back(found->second, Tensor::from(result.shape(), result.buffer()));
  }
}

void Observer::count_kept() {
  for (const auto& [row, result] : results_)
    if (!result.buffer().unique())
      summary_.layers[row].kept_bytes += result.numel() * int64_t(sizeof(real));
}

std::string shown(const LayerSummary& row) { return row.name.empty() ? "(the model)" : row.name; }

int64_t total(const Summary& summary, int64_t LayerSummary::*field) {
  int64_t sum = 0;
  for (const LayerSummary& row : summary.layers) sum += row.*field;
  return sum;
}

}  // namespace

int64_t Summary::parameters() const { return total(*this, &LayerSummary::parameters); }
int64_t Summary::flops() const { return total(*this, &LayerSummary::flops); }
int64_t Summary::kept_bytes() const { return total(*this, &LayerSummary::kept_bytes); }

Summary Summary::to_depth(int depth) const {
  Summary folded;
  for (const LayerSummary& row : layers) {
    const auto names = row.name.empty() ? 0 : 1 + std::count(row.name.begin(), row.name.end(), '.');
    if (names <= depth || folded.layers.empty()) {
      folded.layers.push_back(row);
      continue;
    }
    const auto around =
        std::find_if(folded.layers.rbegin(), folded.layers.rend(), [&](const LayerSummary& other) {
          return other.name.empty() || row.name.starts_with(other.name + ".");
        });
    around->parameters += row.parameters;
    around->flops += row.flops;
    around->kept_bytes += row.kept_bytes;
  }
  return folded;
}

std::string to_string(const Summary& summary) {
  Table table({"layer", "kind", "output", "parameters", "FLOPs", "bytes kept"}, 3);
  const auto add = [&](const std::string& name, const std::string& kind, const std::string& output,
                       int64_t parameters, int64_t flops, int64_t kept) {
    table.add({name, kind, output, grouped(parameters), grouped(flops), grouped(kept)});
  };
  for (const LayerSummary& row : summary.layers)
    add(shown(row), row.kind, row.output ? to_string(*row.output) : "-", row.parameters, row.flops,
        row.kept_bytes);
  add("total", "", "", summary.parameters(), summary.flops(), summary.kept_bytes());
  return table.text() + "parameters are " + grouped(summary.parameters() * int64_t(sizeof(real))) +
         " bytes; a multiply-add is 2 FLOPs; kept is what backward() will read again\n";
}

std::ostream& operator<<(std::ostream& out, const Summary& summary) {
  return out << to_string(summary);
}

Summary summary(Module& model, const std::function<Tensor()>& run) {
  const EvalMode eval(model);
  Observer observer(model);
  NodePtr graph;
  {
    const Watch watch(
        [&](const Tensor& result, const profile::Work& work) { observer.see(result, work); });
    graph = run().node();
  }
  observer.count_kept();
  return observer.take();
}

Summary summary(Layer& model, const Shape& input, Place at) {
  return summary(model, [&] { return model(zeros(input, at), at); });
}

}  // namespace heed::inline HEED_PRECISION
