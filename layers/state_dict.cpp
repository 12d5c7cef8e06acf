// Saving and loading a module's numbers by name.

#include <algorithm>
#include <unordered_map>

#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

struct Mismatch {
  Module::Unmatched names;
  std::vector<std::string> shapes;  // "pos_embed is (1, 17, 64) here, (1, 197, 384) there"
};

using ByName = std::unordered_map<std::string, const Tensor*>;

Mismatch compare(const NamedTensors& own, const NamedTensors& given, const ByName& by_name) {
  Mismatch found;
  std::unordered_map<std::string, const Tensor*> left = by_name;
  for (const auto& [name, x] : own) {
    const auto match = by_name.find(name);
    if (match == by_name.end()) {
      found.names.missing.push_back(name);
    } else if (match->second->shape() != x.shape()) {
      found.shapes.push_back(name + " is " + to_string(x.shape()) + " here, " +
                             to_string(match->second->shape()) + " there");
    }
    left.erase(name);
  }
  for (const auto& [name, x] : given)  // in their order
    if (left.erase(name) > 0) found.names.unexpected.push_back(name);
  return found;
}

std::string list(const Mismatch& found, bool strict) {
  std::string text;
  if (strict) {
    for (const std::string& name : found.names.missing) text += "missing: " + name + "\n";
    for (const std::string& name : found.names.unexpected) text += "unexpected: " + name + "\n";
  }
  for (const std::string& line : found.shapes) text += "wrong shape: " + line + "\n";
  return text;
}

}  // namespace

NamedTensors Module::state_dict() {
  NamedTensors all;
  const auto add = [&](const std::string& name, Tensor& x) { all.emplace_back(name, x.detach()); };
  walk({.parameter = add, .buffer = add});
  return all;
}

Module::Unmatched Module::load_state_dict(const NamedTensors& state, bool strict, Place at) {
  ByName by_name;
  for (const auto& [name, x] : state)
    if (!by_name.emplace(name, &x).second)
      throw ValueError(explain("load_state_dict", at, "a name is given twice: " + name));

  NamedTensors own = state_dict();
  const Mismatch found = compare(own, state, by_name);
  const std::string problems = list(found, strict);
  if (!problems.empty())
    throw ValueError(
        explain("load_state_dict", at, "these numbers are not for this " + kind(), {},
                problems + "nothing was loaded" +
                    (strict ? "; strict = false skips missing and unexpected names" : "")));
  for (auto& [name, x] : own) {
    const auto match = by_name.find(name);
    if (match != by_name.end()) std::copy_n(match->second->data(), x.numel(), x.mutable_data());
  }
  return found.names;
}

}  // namespace heed::inline HEED_PRECISION
