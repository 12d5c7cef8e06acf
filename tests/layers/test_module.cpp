// Module: what follows from visit().
#include <deque>

#include "engine/ops/activation.hpp"
#include "layers/activation.hpp"
#include "layers/dropout.hpp"
#include "layers/linear.hpp"
#include "layers/module.hpp"
#include "layers/norm.hpp"
#include "layers/sequential.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

struct Mlp : Layer {
  Linear fc1{4, 8}, fc2{8, 4, false};
  Dropout drop{0.5};
  Tensor forward(const Tensor& x) override { return fc2(drop(relu(fc1(x)))); }
  void visit(const Visitor& show) override {
    show.child("fc1", fc1);
    show.child("fc2", fc2);
    show.child("drop", drop);
  }
};

// A scale, and two blocks whose fc2 may share one weight.
struct Net : Layer {
  Tensor scale = parameter(ones({}));
  std::deque<Mlp> blocks;
  BatchNorm2d norm{3};
  explicit Net(bool tied = false) {
    blocks.emplace_back();
    blocks.emplace_back();
    if (tied) blocks[1].fc2.weight = blocks[0].fc2.weight;
  }
  Tensor forward(const Tensor& x) override { return blocks[1](blocks[0](x)); }
  void visit(const Visitor& show) override {
    show.parameter("scale", scale);
    for (size_t i = 0; i < blocks.size(); ++i) show.child("blocks." + std::to_string(i), blocks[i]);
    show.child("norm", norm);
  }
};

std::vector<std::string> names(const NamedTensors& all) {
  std::vector<std::string> list;
  for (const auto& [name, x] : all) list.push_back(name);
  return list;
}

}  // namespace

TEST_CASE("a module's tensors have dotted names, in the order of visit, absent ones left out") {
  Net net;
  CHECK(names(net.named_parameters()) ==
        std::vector<std::string>{"scale", "blocks.0.fc1.weight", "blocks.0.fc1.bias",
                                 "blocks.0.fc2.weight", "blocks.1.fc1.weight", "blocks.1.fc1.bias",
                                 "blocks.1.fc2.weight", "norm.weight", "norm.bias"});
  CHECK(names(net.named_buffers()) == std::vector<std::string>{"norm.running_mean",
                                                               "norm.running_var",
                                                               "norm.num_batches_tracked"});
  CHECK(net.num_parameters() == 1 + 2 * (4 * 8 + 8 + 8 * 4) + 2 * 3);
  CHECK(net.kind() == "Net");
}

TEST_CASE("a shared parameter is given once to an optimiser, and saved under both names") {
  Net net(/*tied=*/true);
  CHECK(net.parameters().size() == 8);
  CHECK(net.num_parameters() == 1 + 2 * (4 * 8 + 8) + 8 * 4 + 2 * 3);
  CHECK(net.state_dict().size() == 9 + 3);
}

TEST_CASE("train and eval reach every part, and Evaluation puts back what was") {
  Net net;
  CHECK(net.training());
  CHECK(net.blocks[1].drop.training());
  net.norm.eval();  // frozen, the rest is training
  {
    const Evaluation evaluation(net);
    CHECK(!net.training());
    CHECK(!net.blocks[1].drop.training());
    CHECK(!grad_enabled());
  }
  CHECK(net.blocks[1].drop.training());
  CHECK(!net.norm.training());
  CHECK(grad_enabled());
  net.eval();
  CHECK(!net.blocks[0].drop.training());
}

TEST_CASE("zero_grad and requires_grad_ reach every parameter") {
  Net net;
  net(ones({2, 4})).backward(ones({2, 4}));
  CHECK(net.blocks[0].fc1.weight.grad().defined());
  net.zero_grad();
  CHECK(!net.blocks[0].fc1.weight.grad().defined());
  net.requires_grad_(false);
  CHECK(!net(ones({2, 4})).requires_grad());
}

TEST_CASE("a state_dict loads into another module of the same form, in place") {
  Net from, to;
  const Tensor weight = to.blocks[0].fc1.weight;  // as an optimiser holds it
  from.eval();
  to.eval();
  from.norm.running_mean.mutable_data()[1] = 7;
  const Tensor x = rand({3, 4});
  CHECK(difference(from(x), to(x)) > 0);
  to.load_state_dict(from.state_dict());
  CHECK(difference(from(x), to(x)) == 0);
  CHECK(to.norm.running_mean.at({1}) == 7);
  CHECK(difference(weight, from.blocks[0].fc1.weight) == 0);
  CHECK(weight.data() != from.blocks[0].fc1.weight.data());
  CHECK(!to.state_dict()[1].second.requires_grad());
}

TEST_CASE("load_state_dict lists everything that does not fit, and loads nothing then") {
  Net net;
  NamedTensors state;
  for (const auto& [name, x] : net.state_dict()) state.emplace_back(name, ones(x.shape()));
  state[1] = {"blocks.0.fc1.weight", ones({8, 5})};
  state[2].first = "module.blocks.0.fc1.bias";
  state.emplace_back("head.weight", ones({1}));
  const int line = __LINE__ + 1;
  const std::string text = error_of([&] { net.load_state_dict(state); });
  CHECK(text == "tests/layers/test_module.cpp:" + std::to_string(line) +
                    ": [load_state_dict] these numbers are not for this Net\n"
                    "  missing: blocks.0.fc1.bias\n"
                    "  unexpected: module.blocks.0.fc1.bias\n"
                    "  unexpected: head.weight\n"
                    "  wrong shape: blocks.0.fc1.weight is (8, 4) here, (8, 5) there\n"
                    "  nothing was loaded; strict = false skips missing and unexpected names");
  CHECK(net.norm.running_mean.at({0}) == 0);
  CHECK_THROWS_AS(net.load_state_dict(state, false), ValueError);  // a shape is never skipped

  state.erase(state.begin() + 1);
  const Module::Unmatched rest = net.load_state_dict(state, false);
  CHECK(rest.missing == std::vector<std::string>{"blocks.0.fc1.weight", "blocks.0.fc1.bias"});
  CHECK(rest.unexpected == std::vector<std::string>{"module.blocks.0.fc1.bias", "head.weight"});
  CHECK(net.norm.running_mean.at({0}) == 1);

  state.push_back(state.back());
  CHECK(contains(error_of([&] { net.load_state_dict(state); }), "given twice: head.weight"));
}

TEST_CASE("an error inside a model names the caller's line and the part of the model") {
  Net net;
  const int line = __LINE__ + 1;
  const std::string text = error_of([&] { net(ones({2, 5})); });
  const std::string first = "tests/layers/test_module.cpp:" + std::to_string(line) + ": [linear] ";
  CHECK(text.substr(0, first.size()) == first);
  CHECK(contains(text, "\n  in blocks.0.fc1 (layers/linear.cpp:"));
  CHECK(Scope::current() == nullptr);
}

TEST_CASE("a module that nobody owns is named by its type") {
  Linear alone(4, 2);
  CHECK(contains(error_of([&] { alone(ones({5})); }), "\n  in Linear (layers/linear.cpp:"));
}

TEST_CASE("Sequential runs its layers in order, and names them by number") {
  Sequential net;
  net.add<Linear>(4, 8).add<ReLU>().add<Linear>(8, 3);
  CHECK(net.size() == 3);
  CHECK(names(net.named_parameters()) ==
        std::vector<std::string>{"0.weight", "0.bias", "2.weight", "2.bias"});
  const Tensor x = rand({2, 4}, -1, 1);
  CHECK(difference(net(x), net[2](relu(net[0](x)))) == 0);
  CHECK(contains(error_of([&] { net(ones({2, 7})); }), "in 0 (layers/linear.cpp"));

  Sequential wrong;
  const int line = __LINE__ - 1;
  const std::string text = error_of([&] { wrong.add<Linear>(0, 8); });
  const std::string first =
      "tests/layers/test_module.cpp:" + std::to_string(line) + ": [Linear] in ";
  CHECK(text.substr(0, first.size()) == first);
}
