// Activations as layers: they own nothing, and are the functions of their names.

#include "layers/activation.hpp"
#include "layers/sequential.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

struct Pair {
  std::string kind;
  std::unique_ptr<Layer> layer;
  std::function<Tensor(const Tensor&)> function;
};

std::vector<Pair> pairs() {
  std::vector<Pair> all;
  const auto add = [&](const char* kind, Layer* layer, std::function<Tensor(const Tensor&)> f) {
    all.push_back({kind, std::unique_ptr<Layer>(layer), std::move(f)});
  };
  add("Sigmoid", new Sigmoid, [](auto& x) { return sigmoid(x); });
  add("Tanh", new Tanh, [](auto& x) { return tanh(x); });
  add("ReLU", new ReLU, [](auto& x) { return relu(x); });
  add("LeakyReLU", new LeakyReLU, [](auto& x) { return leaky_relu(x, 0.01); });
  add("LeakyReLU", new LeakyReLU(0.2), [](auto& x) { return leaky_relu(x, 0.2); });
  add("ELU", new ELU, [](auto& x) { return elu(x, 1); });
  add("ELU", new ELU(0.5), [](auto& x) { return elu(x, 0.5); });
  add("SiLU", new SiLU, [](auto& x) { return silu(x); });
  add("GELU", new GELU, [](auto& x) { return gelu(x); });
  add("GELU", new GELU(Gelu::tanh), [](auto& x) { return gelu(x, Gelu::tanh); });
  add("Softplus", new Softplus, [](auto& x) { return softplus(x, 1, 20); });
  add("Softplus", new Softplus(2, 3), [](auto& x) { return softplus(x, 2, 3); });
  add("Softmax", new Softmax(1), [](auto& x) { return softmax(x, 1); });
  add("Softmax", new Softmax(-1), [](auto& x) { return softmax(x, 2); });
  return all;
}

Tensor some_input() {
  Random random(5);
  return rand({2, 3, 4}, -2, 2, random);
}

}  // namespace

TEST_CASE("activations as layers are the functions of their names, in training and in eval") {
  const Tensor x = some_input();
  for (auto& [kind, layer, function] : pairs()) {
    INFO(kind);
    CHECK(layer->kind() == kind);
    CHECK(owned(*layer) == "");
    CHECK(layer->num_parameters() == 0);
    CHECK(difference((*layer)(x), function(x)) == 0);
    layer->eval();
    CHECK(difference((*layer)(x), function(x)) == 0);
    check_gradients(*layer, [&own = layer, &x] { return (*own)(x); }, {x});
  }
}

TEST_CASE("activations stand in a Sequential, and say where they fail") {
  Sequential net;
  net.add<Tanh>().add<ELU>(2).add<Softmax>(-1);
  const Tensor x = some_input();
  CHECK(net.num_parameters() == 0);
  CHECK(difference(net(x), softmax(elu(tanh(x), 2), -1)) == 0);
  Softmax along_third(2);
  CHECK(contains(error_of([&] { along_third(ones({2, 3})); }), "in Softmax"));
  CHECK(contains(error_of([&] { along_third(ones({2, 3})); }), "there is no axis 2"));
  Softplus flat(0);
  CHECK(contains(error_of([&] { flat(ones({2})); }), "in Softplus"));
  CHECK(contains(error_of([&] { flat(ones({2})); }), "beta is 0"));
  LeakyReLU broken(NAN);
  CHECK(contains(error_of([&] { broken(ones({2})); }), "slope is nan"));
}
