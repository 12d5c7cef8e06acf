// Saving and loading what an optimiser keeps: all of it, exactly, or nothing.

#include <algorithm>
#include <cstring>

#include "engine/random.hpp"
#include "tests/engine/optim/every_optimizer.hpp"
#include "tests/engine/optim/refuses.hpp"

using namespace heed;

namespace {

// Three weights in two groups, of which the last has no gradient at the first step.
struct Training {
  std::vector<Tensor> weights;
  std::unique_ptr<Optimizer> optimizer;

  explicit Training(const AnyOptimizer& kind) {
    Random random(2);
    for (const Shape& shape : {Shape{5, 9}, Shape{}, Shape{3}})
      weights.push_back(randn(shape, random).requires_grad_());
    optimizer = kind.make({{.parameters = {weights[0], weights[1]}},
                           {.parameters = {weights[2]}, .lr = 0.003, .weight_decay = 0.2}});
  }
  void step(int t) {
    Random random(uint64_t(100 + t));
    optimizer->zero_grad();
    for (size_t k = 0; k < (t == 0 ? 2 : 3); ++k)
      weights[k].backward(randn(weights[k].shape(), random));
    ExponentialLR(0.02, 0.9).apply(*optimizer, t);
    optimizer->step();
  }
};

bool same(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() &&
         std::memcmp(a.data(), b.data(), size_t(a.numel()) * sizeof(real)) == 0;
}

bool same(const State& a, const State& b) {
  return a.values == b.values && std::equal(a.tensors.begin(), a.tensors.end(), b.tensors.begin(),
                                            b.tensors.end(), [](const auto& x, const auto& y) {
                                              return x.first == y.first && same(x.second, y.second);
                                            });
}

AdamWOptions adamw_options() { return {.lr = 0.02, .eps = 1e-7, .amsgrad = true}; }
AnyOptimizer adamw() { return any_optimizer<AdamW>("AdamW", adamw_options()); }

}  // namespace

TEST_CASE("every optimiser goes on from its state with the same bits") {
  for (const AnyOptimizer& kind : every_optimizer())
    for (const int saved_after : {0, 1, 4}) {
      CAPTURE(kind.name, saved_after);
      Training first(kind), second(kind);
      for (int t = 0; t < saved_after; ++t) first.step(t);
      for (size_t k = 0; k < 3; ++k)
        std::copy_n(first.weights[k].data(), first.weights[k].numel(),
                    second.weights[k].mutable_data());
      second.optimizer->load_state_dict(first.optimizer->state_dict());
      CHECK(same(first.optimizer->state_dict(), second.optimizer->state_dict()));
      for (int t = saved_after; t < 8; ++t) {
        first.step(t);
        second.step(t);
      }
      for (size_t k = 0; k < 3; ++k) CHECK(same(first.weights[k], second.weights[k]));
      CHECK(same(first.optimizer->state_dict(), second.optimizer->state_dict()));
    }
}

TEST_CASE("an optimiser's state has PyTorch's names, and shares no number with who loaded it") {
  Training training(adamw()), other(adamw());
  training.step(0);
  const State state = training.optimizer->state_dict();
  std::vector<std::string> names;
  for (const auto& [name, x] : state.tensors) names.push_back(name);
  CHECK(names == std::vector<std::string>{"0.exp_avg", "1.exp_avg", "0.exp_avg_sq", "1.exp_avg_sq",
                                          "0.max_exp_avg_sq", "1.max_exp_avg_sq"});
  CHECK(state.values.at("kind") == "AdamW");
  CHECK(state.values.at("lr") == "0.02");
  CHECK(state.values.at("eps") == "1e-07");
  CHECK(state.values.at("0.step") == "1");
  CHECK(state.values.at("2.step") == "0");
  CHECK(state.values.at("group.0.parameters") == "2");
  CHECK(state.values.at("group.1.weight_decay") == "0.2");
  other.optimizer->load_state_dict(state);
  training.step(1);
  CHECK(!same(training.optimizer->state_dict().tensors[0].second,
              other.optimizer->state_dict().tensors[0].second));
}

TEST_CASE("a count of 62 bits and a learning rate of any bits survive") {
  Training training(adamw());
  training.step(0);
  training.optimizer->set_lr(0.1 + 0.2);
  State state = training.optimizer->state_dict();
  CHECK(state.values.at("lr") == "0.30000000000000004");
  state.values["0.step"] = "4611686018427387903";
  training.optimizer->load_state_dict(state);
  CHECK(training.optimizer->lr() == 0.1 + 0.2);
  CHECK(training.optimizer->state_dict().values.at("0.step") == "4611686018427387903");
}

TEST_CASE("an optimiser refuses another kind's state in one line, and stays as it was") {
  Training training(adamw()), other(any_optimizer<SGD>("SGD", SGDOptions{.momentum = 0.9}));
  training.step(0);
  other.step(0);
  const State before = training.optimizer->state_dict();
  refuses<ValueError>(
      [&] { training.optimizer->load_state_dict(other.optimizer->state_dict()); },
      {"test_optimizer_state.cpp:", "[load_state_dict] this state is not for this AdamW",
       "\n  different: kind is AdamW here, \"SGD\" there\n  nothing was loaded"});
  CHECK(same(training.optimizer->state_dict(), before));
}

TEST_CASE("an optimiser refuses a state that is not for it, names everything, loads nothing") {
  Training training(adamw());
  for (int t = 0; t < 3; ++t) training.step(t);
  const State good = training.optimizer->state_dict();
  const auto says = [&](const auto& spoil, const std::vector<std::string>& pieces) {
    State bad = good;
    spoil(bad);
    refuses<ValueError>([&] { training.optimizer->load_state_dict(bad); }, pieces);
    CHECK(same(training.optimizer->state_dict(), good));
  };
  const auto value = [&](const char* name, const char* text, const std::string& piece) {
    says([&](State& state) { state.values[name] = text; }, {piece, "nothing was loaded"});
  };
  value("beta1", "0.8", "different: beta1 is 0.9 here, \"0.8\" there");
  value("beta2", "", "different: beta2 is 0.999 here, \"\" there");
  value("amsgrad", "false", "different: amsgrad is true here, \"false\" there");
  value("group.0.parameters", "3", "different: group.0.parameters is 2 here, \"3\" there");
  value("group.1.lr_scale", "1", "different: group.1.lr_scale is 0.15 here, \"1\" there");
  value("group.1.weight_decay", "0", "different: group.1.weight_decay is 0.2 here");
  value("group.2.parameters", "1", "unexpected: group.2.parameters");
  value("momentum", "0.9", "unexpected: momentum");
  for (const char* lr : {"-1", "nan", "inf", "1e999", "0.1x", "", " 0.1"})
    value("lr", lr, std::string("wrong value: lr is \"") + lr + "\"");
  for (const char* step : {"-1", "1.5", "4611686018427387904", "18446744073709551616", "+1", "x"})
    value("1.step", step, std::string("wrong value: 1.step is \"") + step + "\"");
  value("1.step", "0", "unexpected: 1.exp_avg");
  value("kind", "A long name\nwith a line that could be taken for the message",
        "\"A long name?with a line that could be");
  says([](State& state) { state.values.clear(); }, {"missing: kind"});
  says([](State& state) { state.values.erase("2.step"); },
       {"missing: 2.step", "unexpected: 2.exp_avg"});
  says([](State& state) { state.tensors.erase(state.tensors.begin()); }, {"missing: 0.exp_avg"});
  says([](State& state) { state.tensors.emplace_back("7.exp_avg", ones({2})); },
       {"unexpected: 7.exp_avg"});
  says([](State& state) { state.tensors.push_back(state.tensors[0]); }, {"given twice: 0.exp_avg"});
  says(
      [](State& state) {
        state.tensors[0].second = ones({9, 5});
        state.tensors.pop_back();
        state.values["eps"] = "2";
      },
      {"wrong shape: 0.exp_avg is (5, 9) here, (9, 5) there", "missing: 2.max_exp_avg_sq",
       "different: eps is 1e-07 here, \"2\" there"});
}
