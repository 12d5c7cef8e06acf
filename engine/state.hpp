// State: what a training has to keep so that another process can go on as if it had never stopped.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Tensors by their dotted names ("blocks.0.attn.qkv.weight"), in the order in which they were put.
using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

// Numbers as text that is read back as exactly the same: as few digits as that takes.
std::string exact_text(double x);
inline std::string exact_text(int64_t x) { return std::to_string(x); }
inline std::string exact_text(uint64_t x) { return std::to_string(x); }
inline std::string exact_text(bool x) { return x ? "true" : "false"; }
inline std::string exact_text(const char* x) { return x; }

// Tensors and single values by name. A value is text: a count of 64 bits, or a learning rate, would
// not survive in a float.
struct State {
  NamedTensors tensors;
  std::map<std::string, std::string> values;

  // Puts a value as exact_text(); one of that name is replaced.
  template <class T>
  void put(const std::string& name, T value) {
    values[name] = exact_text(value);
  }
};

// Reads a State. All that is wrong with it is noted, for one message that names everything.
class StateReader {
 public:
  explicit StateReader(const State& state);

  // The tensor of that name; undefined, and noted, if it is missing or has another shape.
  Tensor tensor(const std::string& name, const Shape& shape);
  double number(const std::string& name, double low, double high);  // noted unless low <= x <= high
  uint64_t whole(const std::string& name, uint64_t most = UINT64_MAX);  // noted unless 0 … most
  // For what must be there as it is here, such as an option; false, and noted, if it differs.
  template <class T>
  bool agrees(const std::string& name, T here) {
    return agrees(name, exact_text(here));
  }
  bool agrees(const std::string& name, const std::string& here);
  void note(const std::string& problem) { noted_.push_back(problem); }
  void skip_rest();  // what was not read is no problem: another one explains it

  // One a line: what was noted, then what nobody has read. Empty if all is well.
  std::string problems() const;

 private:
  std::optional<std::string> value(const std::string& name);
  std::map<std::string, Tensor> tensors_;  // not read yet
  std::map<std::string, std::string> values_;
  std::vector<std::string> noted_;
};

// Something that a training depends on and that changes while it runs, such as an optimiser.
class Stateful {
 public:
  virtual ~Stateful() = default;
  virtual const char* kind() const = 0;  // "AdamW"
  // All that it keeps. The tensors share their numbers: clone() what must outlive the next step.
  virtual State state_dict() = 0;
  // Puts all of that back. ValueError that lists everything missing, unexpected, wrongly shaped or
  // not as it is here; then nothing was loaded.
  void load_state_dict(const State& state, Place at = Place::here());
  // Reads everything, changes nothing yet; what it returns puts it into place, and cannot fail.
  virtual std::function<void()> read_state(StateReader& from) = 0;
};

}  // namespace heed::inline HEED_PRECISION
