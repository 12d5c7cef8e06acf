// Checkpoints: every bit of every part comes back, or nothing does.

#include <algorithm>

#include "engine/io/checkpoint.hpp"
#include "engine/io/file.hpp"
#include "engine/io/safetensors.hpp"
#include "engine/optim.hpp"
#include "tests/engine/optim/refuses.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

// A model of two tensors, its optimiser, random numbers and a step.
struct Training {
  Tensor weight = full({3, 2}, 1).requires_grad_(), bias = full({3}, 1).requires_grad_();
  AdamW optimizer{{weight, bias}, {.lr = 0.1}};
  Random random{1};
  int64_t step = 0;

  void advance() {
    weight.backward(full({3, 2}, random.normal()));
    optimizer.step();
    ++step;
  }
  NamedTensors model() { return {{"weight", weight.detach()}, {"bias", bias.detach()}}; }
  std::vector<CheckpointPart> parts() {
    return {{"model", model()}, {"optimizer", optimizer}, {"random", random}, {"step", step}};
  }
  // All of it as text, to see that nothing was changed.
  std::string everything() {
    std::string text;
    for (const CheckpointPart& part : parts()) {
      const State state = part.state();
      for (const auto& [name, x] : state.tensors) text += name + to_string(x);
      for (const auto& [name, value] : state.values) text += name + value;
    }
    return text;
  }
};

}  // namespace

TEST_CASE("a checkpoint gives every part back") {
  const TemporaryFolder folder;
  Training first, second;
  first.advance();
  first.advance();
  first.random = Random(UINT64_MAX / 2, UINT64_MAX / 2 - 1);  // no float holds these
  first.random.seek(UINT64_MAX / 2 - 2);
  first.step = INT64_MAX / 2;
  first.optimizer.set_lr(0.1 + 0.2);
  save_checkpoint(folder / "all", first.parts());
  const real* place = second.weight.data();
  load_checkpoint(folder / "all", second.parts());
  CHECK(second.weight.data() == place);
  CHECK(second.weight.at({2, 1}) == first.weight.at({2, 1}));
  CHECK(second.random.seed() == UINT64_MAX / 2);
  CHECK(second.random.stream() == UINT64_MAX / 2 - 1);
  CHECK(second.random.position() == UINT64_MAX / 2 - 2);
  CHECK(second.step == INT64_MAX / 2);
  CHECK(second.optimizer.lr() == 0.1 + 0.2);
  CHECK(second.everything() == first.everything());
}

TEST_CASE("a checkpoint is a safetensors file whose values are text") {
  const TemporaryFolder folder;
  Training training;
  training.advance();
  save_checkpoint(folder / "all", training.parts());
  const SafeTensors file = load_safetensors(folder / "all");
  std::vector<std::string> names;
  for (const auto& [name, x] : file.tensors) names.push_back(name);
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"model/bias", "model/weight", "optimizer/0.exp_avg",
                                          "optimizer/0.exp_avg_sq"});
  CHECK(file.metadata.at("heed.checkpoint") == "1");
  CHECK(file.metadata.at("optimizer/kind") == "AdamW");
  CHECK(file.metadata.at("optimizer/lr") == "0.1");
  CHECK(file.metadata.at("step/count") == "1");
}

TEST_CASE("without `strict` a checkpoint gives what is asked for") {
  const TemporaryFolder folder;
  Training first, second;
  first.advance();
  save_checkpoint(folder / "all", first.parts());
  refuses<ValueError>(
      [&] {
        load_checkpoint(folder / "all", {{"model", second.model()}});
      },
      {"test_checkpoint.cpp:", "[load_checkpoint] ", "/all: ", "unexpected: all of optimizer",
       "unexpected: all of random", "unexpected: all of step", "nothing was loaded"});
  CHECK(second.weight.at({0, 0}) == 1);
  load_checkpoint(folder / "all", {{"model", second.model()}}, /*strict=*/false);
  CHECK(second.weight.at({0, 0}) == first.weight.at({0, 0}));
  CHECK(second.step == 0);
}

TEST_CASE("a checkpoint that does not fit loads nothing, and says of each part what is wrong") {
  const TemporaryFolder folder;
  Training saved, other;
  saved.advance();
  Tensor shorter = zeros({2}), extra = zeros({1});
  SGD sgd({shorter.requires_grad_()}, {.lr = 0.5});
  std::vector<CheckpointPart> parts = {{"model", {{"bias", shorter.detach()}, {"extra", extra}}},
                                       {"optimizer", sgd},
                                       {"random", other.random},
                                       {"epoch", other.step}};
  save_checkpoint(folder / "all", saved.parts());
  refuses<ValueError>([&] { load_checkpoint(folder / "all", parts); },
                      {"/all: these are not the parts of this training",
                       "model:\n  wrong shape: bias is (2) here, (3) there\n  missing: extra\n"
                       "  unexpected: weight\n",
                       "optimizer:\n  different: kind is SGD here, \"AdamW\" there\n",
                       "missing: all of epoch\n", "unexpected: all of step\n"});
  CHECK(sgd.lr() == 0.5);
  CHECK(shorter.at({0}) == 0);
}

TEST_CASE("one wrong value in the last part keeps all others as they were") {
  const TemporaryFolder folder;
  Training saved, other;
  saved.advance();
  save_checkpoint(folder / "all", saved.parts());
  const std::string before = other.everything();
  const SafeTensors good = load_safetensors(folder / "all");
  const auto says = [&](const char* name, const char* text, const std::string& piece) {
    Metadata metadata = good.metadata;
    metadata[name] = text;
    save_safetensors(folder / "bad", good.tensors, metadata);
    refuses<ValueError>([&] { load_checkpoint(folder / "bad", other.parts()); }, {piece});
    CHECK(other.everything() == before);
  };
  says("step/count", "4611686018427387904", "step:\n  wrong value: count is");
  says("step/count", "-1", "wrong value: count is \"-1\", needs a whole number");
  says("step/counts", "1", "unexpected: counts");
  says("random/position", "18446744073709551616", "random:\n  wrong value: position is");
  says("random/seed", "1.0", "random:\n  wrong value: seed is \"1.0\"");
  says("more/of", "it", "unexpected: all of more");
  says("/", "", "unexpected: all of ");
  load_checkpoint(folder / "all", other.parts());
  CHECK(other.everything() == saved.everything());
}

TEST_CASE("what is no checkpoint is refused with its path") {
  const TemporaryFolder folder;
  Training training;
  const std::string before = training.everything();
  const auto says = [&](const std::string& file, const std::vector<std::string>& pieces) {
    refuses<FileError>([&] { load_checkpoint(folder / file, training.parts()); }, pieces);
    CHECK(training.everything() == before);
  };
  save_safetensors(folder / "tensors", training.model());
  says("tensors", {"/tensors: ", "is no checkpoint", "heed.checkpoint"});
  save_safetensors(folder / "later", training.model(), {{"heed.checkpoint", "2"}});
  says("later", {"/later: ", "version 2", "reads version 1"});
  says("nothing", {"/nothing: "});
  save_checkpoint(folder / "all", training.parts());
  const std::string bytes = read_whole(folder / "all");
  for (size_t cut = 0; cut < bytes.size(); cut += 7) {
    write_file(folder / "cut", bytes.substr(0, cut));
    says("cut", {"/cut: "});
  }
}

TEST_CASE("parts of a checkpoint have names of their own") {
  const TemporaryFolder folder;
  int64_t step = 0;
  for (const char* name : {"", "a/b", "/"}) {
    refuses<ValueError>(
        [&] {
          save_checkpoint(folder / "x", {{name, step}});
        },
        {"test_checkpoint.cpp:", "[save_checkpoint] a part cannot be called"});
    refuses<ValueError>(
        [&] {
          load_checkpoint(folder / "x", {{name, step}});
        },
        {"[load_checkpoint] a part cannot be called"});
  }
  refuses<ValueError>(
      [&] {
        save_checkpoint(folder / "x", {{"a", step}, {"a", step}});
      },
      {"two parts are called a"});
  refuses<FileError>([&] { save_checkpoint(folder / "no/such", {{"a", step}}); }, {"no/such: "});
}
