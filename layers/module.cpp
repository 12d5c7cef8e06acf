// What follows from visit(): names, counting, modes; and where a running module stands in its
// model.

#include "layers/module.hpp"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <typeinfo>
#include <unordered_set>

namespace heed::inline HEED_PRECISION {

namespace {

// A model is a few modules deep, so this may recurse, other than a walk over the graph.
void walk_below(Module& module, const std::string& prefix, const Visitor& show) {
  module.visit({.parameter =
                    [&](const std::string& name, Tensor& x) {
                      if (x.defined()) show.parameter(prefix + name, x);
                    },
                .buffer =
                    [&](const std::string& name, Tensor& x) {
                      if (x.defined()) show.buffer(prefix + name, x);
                    },
                .child =
                    [&](const std::string& name, Module& child) {
                      show.child(prefix + name, child);
                      walk_below(child, prefix + name + ".", show);
                    }});
}

// The dotted name of `part` in `whole`; empty if it is not there.
std::string name_in(Module& whole, const Module& part) {
  std::string found;
  whole.walk({.child = [&](const std::string& name, Module& child) {
    if (&child == &part && found.empty()) found = name;
  }});
  return found;
}

}  // namespace

void Module::walk(const Visitor& show) { walk_below(*this, "", show); }

NamedTensors Module::named_parameters() {
  NamedTensors all;
  std::unordered_set<const Node*> seen;
  walk({.parameter = [&](const std::string& name, Tensor& x) {
    if (seen.insert(x.node().get()).second) all.emplace_back(name, x);
  }});
  return all;
}

std::vector<Tensor> Module::parameters() {
  std::vector<Tensor> all;
  for (auto& [name, x] : named_parameters()) all.push_back(std::move(x));
  return all;
}

NamedTensors Module::named_buffers() {
  NamedTensors all;
  walk({.buffer = [&](const std::string& name, Tensor& x) { all.emplace_back(name, x); }});
  return all;
}

int64_t Module::num_parameters() {
  int64_t total = 0;
  for (const Tensor& x : parameters()) total += x.numel();
  return total;
}

void Module::train(bool on) {
  training_ = on;
  walk({.child = [&](const std::string&, Module& child) { child.training_ = on; }});
}

void Module::zero_grad() {
  for (Tensor& x : parameters()) x.zero_grad();
}

void Module::requires_grad_(bool required) {
  for (Tensor& x : parameters()) x.requires_grad_(required);
}

std::string Module::kind() const {
  const std::unique_ptr<char, void (*)(void*)> text(
      abi::__cxa_demangle(typeid(*this).name(), nullptr, nullptr, nullptr), std::free);
  const std::string name = text ? text.get() : "module";
  const size_t colons = name.rfind("::");
  return colons == std::string::npos ? name : name.substr(colons + 2);
}

std::string Running::path() const {
  std::string path = module_.kind();  // if nobody owns it
  for (const Scope* scope = outer(); scope; scope = scope->outer()) {
    const auto* running = dynamic_cast<const Running*>(scope);
    if (!running) continue;
    const std::string name = name_in(running->module_, module_);
    if (!name.empty()) path = name;
  }
  return path;
}

EvalMode::EvalMode(Module& model) {
  before_.emplace_back(&model, model.training_);
  model.walk({.child = [&](const std::string&, Module& child) {
    before_.emplace_back(&child, child.training_);
  }});
  model.eval();
}

EvalMode::~EvalMode() {
  for (const auto& [module, training] : before_) module->training_ = training;
}

}  // namespace heed::inline HEED_PRECISION
