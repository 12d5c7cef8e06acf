// How heed's numbers are held against PyTorch's.

#include "tests/golden/golden.hpp"

#include <algorithm>
#include <cmath>

#include "engine/io/safetensors.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/ops/reduce.hpp"
#include "tests/catch.hpp"
#include "tests/figures.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr bool is_double = sizeof(real) == sizeof(double);
constexpr double kTolerance = is_double ? 1e-10 : 1e-5;

double length(const Tensor& x) {
  double squares = 0;
  for (int64_t i = 0; i < x.numel(); ++i) squares += double(x.data()[i]) * double(x.data()[i]);
  return std::sqrt(squares);
}

double distance(const Tensor& a, const Tensor& b) {
  double squares = 0;
  for (int64_t i = 0; i < a.numel(); ++i)
    if (a.data()[i] != b.data()[i])  // infinity equals infinity
      squares += std::pow(double(a.data()[i]) - double(b.data()[i]), 2);
  return std::sqrt(squares);
}

// The loss sum(w y) of a case, whose derivatives were recorded.
Tensor loss_of(const Golden& golden, const std::string& name, const Outputs& outputs) {
  Tensor loss;
  for (size_t k = 0; k < outputs.size(); ++k) {
    const std::string key = name + "/upstream/" + std::to_string(k);
    if (!golden.has(key)) continue;
    const Tensor part = sum(golden[key] * outputs[k]);
    loss = loss.defined() ? loss + part : part;
  }
  return loss;
}

// A gradient that nobody passed back is nothing.
Tensor gradient_of(const Tensor& x) { return x.grad().defined() ? x.grad() : zeros(x.shape()); }

void check_gradients(const std::string& name, const NamedTensors& actual,
                     const NamedTensors& expected) {
  double largest = 0;
  for (const auto& [key, dx] : expected) largest = std::max(largest, length(dx));
  for (const auto& [key, dx] : expected) {
    const auto found =
        std::find_if(actual.begin(), actual.end(),
                     [&, &wanted = key](const auto& own) { return own.first == wanted; });
    INFO(name << ": the gradient of " << key);
    REQUIRE(found != actual.end());
    const double scale = length(dx) < 1e-6 * largest ? largest : 0;
    check_golden(name + ": the gradient of " + key, gradient_of(found->second), dx, scale);
  }
}

}  // namespace

Golden::Golden(const std::string& name) : name_(name) {
  for (auto& [key, x] : load_safetensors("tests/golden/" + name + ".safetensors").tensors)
    tensors_.emplace(key, x);
}

Tensor Golden::operator[](const std::string& key) const {
  INFO(name_ << ".safetensors, " << key);
  REQUIRE(has(key));
  return tensors_.at(key).clone();
}

std::vector<Tensor> Golden::list(const std::string& prefix) const {
  std::vector<Tensor> all;
  while (has(prefix + "/" + std::to_string(all.size())))
    all.push_back((*this)[prefix + "/" + std::to_string(all.size())]);
  return all;
}

NamedTensors Golden::named(const std::string& prefix) const {
  NamedTensors all;
  for (const auto& [key, x] : tensors_)
    if (key.starts_with(prefix + "/")) all.emplace_back(key.substr(prefix.size() + 1), x.clone());
  return all;
}

void check_golden(const std::string& what, const Tensor& actual, const Tensor& expected,
                  double scale) {
  INFO(what << "\nis       " << to_string(actual) << "\nexpected " << to_string(expected));
  REQUIRE(actual.shape() == expected.shape());
  const double size = scale > 0 ? scale : length(expected);
  const double error = distance(actual, expected) / (size > 0 ? size : 1);
  CHECK(error <= kTolerance);
  figures::leave_golden(is_double ? "f64" : "f32", error);
}

void check_golden_case(const Golden& golden, const std::string& name, Module* module,
                       const std::function<Outputs(const std::vector<Tensor>& inputs)>& run) {
  INFO(name);
  if (module) module->load_state_dict(golden.named(name + "/param"));
  std::vector<Tensor> inputs = golden.list(name + "/input");
  REQUIRE((module || !inputs.empty()));
  NamedTensors leaves;
  for (size_t k = 0; k < inputs.size(); ++k)
    if (golden.has(name + "/d_input/" + std::to_string(k)))
      leaves.emplace_back("input/" + std::to_string(k), inputs[k].requires_grad_());
  if (module)
    for (const auto& [key, x] : module->named_parameters()) leaves.emplace_back("param/" + key, x);
  const Outputs outputs = run(inputs), expected = golden.list(name + "/output");
  REQUIRE(outputs.size() == expected.size());
  for (size_t k = 0; k < outputs.size(); ++k)
    check_golden(name + ": output " + std::to_string(k), outputs[k], expected[k]);

  NamedTensors gradients;
  for (const char* kind : {"input", "param"})
    for (const auto& [key, dx] : golden.named(name + "/d_" + kind))
      gradients.emplace_back(std::string(kind) + "/" + key, dx);
  if (!gradients.empty()) {
    if (module) module->zero_grad();
    loss_of(golden, name, outputs).backward();
    check_gradients(name, leaves, gradients);
  }
  if (!module) return;
  const NamedTensors state = module->state_dict();
  for (const auto& [key, x] : golden.named(name + "/after"))
    for (const auto& [own, tensor] : state)
      if (own == key) check_golden(name + ": afterwards, " + key, tensor, x);
}

}  // namespace heed::inline HEED_PRECISION
