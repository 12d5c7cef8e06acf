// What PyTorch computed, and how heed's numbers are held against it. tests/golden/make wrote the
// fixtures; fixtures.py says what a case of them holds.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "layers/module.hpp"

namespace heed::inline HEED_PRECISION {

// The fixture tests/golden/NAME.safetensors.
class Golden {
 public:
  explicit Golden(const std::string& name);

  bool has(const std::string& key) const { return tensors_.count(key) != 0; }
  Tensor operator[](const std::string& key) const;  // a copy; fails the test if it is not there
  std::vector<Tensor> list(const std::string& prefix) const;  // PREFIX/0, PREFIX/1, …
  NamedTensors named(const std::string& prefix) const;        // all PREFIX/NAME, by NAME

 private:
  std::string name_;
  std::map<std::string, Tensor> tensors_;
};

// Fails unless |actual - expected| <= tolerance |expected|, in norm: 1e-5 in float, 1e-10 in
// double. A tensor that is nothing in theory is compared with `scale` instead of its own norm.
void check_golden(const std::string& what, const Tensor& actual, const Tensor& expected,
                  double scale = 0);

// Runs a case: the recorded parameters go into `module` (null: there is none), the recorded inputs
// into `run`, whose outputs, and the gradients of their weighted sum, must be the recorded ones. A
// gradient of less than a millionth of the largest one's norm counts as nothing in theory, and is
// compared with that norm.
using Outputs = std::vector<Tensor>;
void check_golden_case(const Golden& golden, const std::string& name, Module* module,
                       const std::function<Outputs(const std::vector<Tensor>& inputs)>& run);

}  // namespace heed::inline HEED_PRECISION
