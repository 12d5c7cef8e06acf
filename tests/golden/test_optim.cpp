// Optimisers, clipping and the moving average of weights against PyTorch's.

#include "tests/catch.hpp"
#include "tests/engine/optim/every_optimizer.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

std::vector<Tensor> leaves(std::vector<Tensor> all) {
  for (Tensor& x : all) x.requires_grad_();
  return all;
}

// Gives the weights the recorded gradients of a step; those that have none keep none.
void put_gradients(const Golden& golden, int step, std::vector<Tensor>& weights) {
  for (size_t k = 0; k < weights.size(); ++k) {
    weights[k].zero_grad();
    const std::string key = "gradient/" + std::to_string(step) + "/" + std::to_string(k);
    if (golden.has(key)) weights[k].backward(golden[key]);
  }
}

void check_steps(const Golden& golden, const std::string& name, std::vector<Tensor>& weights,
                 Optimizer& optimizer) {
  for (int step = 1; step <= 20; ++step) {
    put_gradients(golden, step - 1, weights);
    optimizer.step();
    const std::string after = name + "/after " + std::to_string(step) + "/";
    for (size_t k = 0; k < weights.size(); ++k)
      if (golden.has(after + std::to_string(k)))
        check_golden(after + std::to_string(k), weights[k], golden[after + std::to_string(k)]);
  }
  const NamedTensors kept = optimizer.state_dict().tensors,
                     expected = golden.named(name + "/state");
  REQUIRE(kept.size() == expected.size());
  for (const auto& [key, x] : expected)
    for (const auto& [own, tensor] : kept)
      if (own == key) check_golden(name + ": " + key, tensor, x);
}

}  // namespace

TEST_CASE("golden: 20 steps of every optimiser with every option") {
  const Golden golden("optim");
  for (const auto& [name, make] : every_optimizer()) {
    std::vector<Tensor> weights = leaves(golden.list("start"));
    check_steps(golden, name, weights, *make(weights));
  }
}

TEST_CASE("golden: 20 steps of every optimiser with two groups") {
  const Golden golden("optim");
  for (const auto& [name, make] : every_optimizer()) {
    std::vector<Tensor> weights = leaves(golden.list("start"));
    const auto optimizer = make({{.parameters = {weights[0]}},
                                 {.parameters = {weights[1]}, .lr = 0.002, .weight_decay = 0.3}});
    check_steps(golden, "groups/" + name, weights, *optimizer);
  }
}

TEST_CASE("golden: clip_grad_norm and clip_grad_value") {
  const Golden golden("optim");
  std::vector<Tensor> weights = leaves(golden.list("start"));
  const auto check = [&](const std::string& name) {
    for (size_t k = 0; k < weights.size(); ++k)
      check_golden(name, weights[k].grad(), golden["clip/" + name + "/" + std::to_string(k)]);
  };
  put_gradients(golden, 1, weights);
  check_golden("its length", Tensor(clip_grad_norm(weights, 1.5)), golden["clip/norm/length"]);
  check("norm");
  put_gradients(golden, 1, weights);
  clip_grad_norm(weights, 1000);
  check("short norm");
  put_gradients(golden, 1, weights);
  clip_grad_value(weights, 0.25);
  check("value");
}

TEST_CASE("golden: the moving average of weights over 20 steps") {
  const Golden golden("optim");
  NamedTensors weights = {{"weight", ones({3})}, {"bias", zeros({3})}};
  NamedTensors buffers = {{"running_mean", zeros({3})}};
  MovingAverage average(weights, 0.9, buffers);
  for (int step = 0; step < 20; ++step) {
    const std::string prefix = "average/" + std::to_string(step) + "/";
    for (NamedTensors* all : {&weights, &buffers})
      for (auto& [name, x] : *all) std::copy_n(golden[prefix + name].data(), 3, x.mutable_data());
    average.update();
  }
  for (const auto& [name, x] : average.averages())
    check_golden("the average of " + name, x, golden["average/after/" + name]);
}
