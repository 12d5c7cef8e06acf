// What optimisers refuse, and what they say.

#include <limits>

#include "engine/ops/arithmetic.hpp"
#include "engine/optim.hpp"
#include "tests/engine/optim/refuses.hpp"

using namespace heed;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Tensor weight(std::initializer_list<int64_t> shape) { return ones(Shape(shape)).requires_grad_(); }

}  // namespace

TEST_CASE("optimisers refuse parameters that they cannot move") {
  Tensor w = weight({2}), v = weight({3});
  refuses<ValueError>([&] { SGD({}, {}); },
                      {"test_refusals.cpp:", "[SGD] there are no parameters"});
  refuses<ValueError>([&] { Adam(std::vector<Tensor>{}, {}); }, {"[Adam] there are no parameters"});
  refuses<ValueError>([&] { SGD({Tensor()}, {}); }, {"[SGD]", "undefined"});
  refuses<ValueError>([&] { RMSprop({w * 2.0}, {}); }, {"[RMSprop]", "the result of [mul]", "(2)"});
  refuses<ValueError>(
      [&] {
        SGD({{.parameters = {w}}, {.parameters = {}}}, {});
      },
      {"[SGD] there are no parameters in group 1"});
  refuses<ValueError>(
      [&] {
        AdamW({{.parameters = {v, w}}, {.parameters = {w}}}, {});
      },
      {"[AdamW] a parameter is in group 0 and in group 1", "(2)"});
  refuses<ValueError>(
      [&] {
        SGD({{.parameters = {w}}, {.parameters = {v}, .lr = -1}}, {});
      },
      {"lr of group 1 must be at least 0", "it is -1"});
  refuses<ValueError>([&] { SGD({{.parameters = {w}, .lr = kNaN}}, {}); },
                      {"lr of group 0", "nan"});
  refuses<ValueError>([&] { SGD({{.parameters = {w}, .weight_decay = kInfinity}}, {}); },
                      {"weight_decay of group 0", "and finite", "inf"});
  refuses<ValueError>([&] { SGD({{.parameters = {w}, .lr = 0.1}}, {.lr = 0}); },
                      {"lr is 0, and group 0 has its own", "ratio"});
}

TEST_CASE("optimisers refuse options out of range") {
  const std::vector<Tensor> all = {weight({2})};
  const auto says = [](const auto& call, const std::vector<std::string>& pieces) {
    refuses<ValueError>(call, pieces);
  };
  says([&] { SGD(all, {.lr = -1}); }, {"test_refusals.cpp:", "[SGD] lr must be at least 0", "-1"});
  says([&] { SGD(all, {.lr = kNaN}); }, {"[SGD] lr", "it is nan"});
  says([&] { SGD(all, {.lr = kInfinity}); }, {"[SGD] lr", "and finite"});
  says([&] { SGD(all, {.momentum = -0.1}); }, {"[SGD] momentum", "-0.1"});
  says([&] { SGD(all, {.momentum = kNaN}); }, {"[SGD] momentum", "nan"});
  says([&] { SGD(all, {.momentum = 0.9, .dampening = 1}); }, {"[SGD] dampening", "less than 1"});
  says([&] { SGD(all, {.momentum = 0.9, .dampening = kNaN}); }, {"[SGD] dampening", "nan"});
  says([&] { SGD(all, {.weight_decay = -1e-3}); }, {"[SGD] weight_decay", "-0.001"});
  says([&] { SGD(all, {.nesterov = true}); }, {"[SGD] nesterov", "momentum, which is 0"});
  says([&] { SGD(all, {.momentum = 0.9, .dampening = 0.5, .nesterov = true}); },
       {"[SGD] nesterov needs dampening = 0", "0.5"});
  says([&] { Adam(all, {.beta1 = 1}); }, {"[Adam] beta1", "less than 1, it is 1"});
  says([&] { Adam(all, {.beta1 = kNaN}); }, {"[Adam] beta1", "nan"});
  says([&] { AdamW(all, {.beta2 = -0.1}); }, {"[AdamW] beta2", "-0.1"});
  says([&] { AdamW(all, {.eps = -1}); }, {"[AdamW] eps", "-1"});
  says([&] { AdamW(all, {.eps = kInfinity}); }, {"[AdamW] eps", "inf"});
  says([&] { AdamW(all, {.weight_decay = kNaN}); }, {"[AdamW] weight_decay", "nan"});
  says([&] { RMSprop(all, {.lr = -1}); }, {"[RMSprop] lr", "-1"});
  says([&] { RMSprop(all, {.alpha = 1}); }, {"[RMSprop] alpha", "less than 1"});
  says([&] { RMSprop(all, {.alpha = kNaN}); }, {"[RMSprop] alpha", "nan"});
  says([&] { RMSprop(all, {.eps = -1e-8}); }, {"[RMSprop] eps", "-1e-08"});
  says([&] { RMSprop(all, {.weight_decay = kInfinity}); }, {"[RMSprop] weight_decay", "inf"});
  says([&] { RMSprop(all, {.momentum = -1}); }, {"[RMSprop] momentum", "-1"});
  says([&] { Adagrad(all, {.lr = kNaN}); }, {"[Adagrad] lr", "nan"});
  says([&] { Adagrad(all, {.lr_decay = -1}); }, {"[Adagrad] lr_decay", "-1"});
  says([&] { Adagrad(all, {.weight_decay = -1}); }, {"[Adagrad] weight_decay", "-1"});
  says([&] { Adagrad(all, {.initial_accumulator_value = kNaN}); },
       {"[Adagrad] initial_accumulator_value", "nan"});
  says([&] { Adagrad(all, {.eps = kNaN}); }, {"[Adagrad] eps", "nan"});
  SGD optimizer(all, {});
  says([&] { optimizer.set_lr(-2); }, {"test_refusals.cpp:", "[SGD] lr", "-2"});
  says([&] { ExponentialLR(1, 1e300).apply(optimizer, 2); }, {"[SGD] lr", "inf"});
  CHECK(optimizer.lr() == 1e-3);
}
