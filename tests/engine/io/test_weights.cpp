// load_weights: the format is found by what a file holds, the part and the names as a model needs.

#include "engine/io/file.hpp"
#include "engine/io/safetensors.hpp"
#include "engine/io/weights.hpp"
#include "layers/linear.hpp"
#include "tests/engine/io/pickle_bytes.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;
using namespace pickled;

namespace {

const std::string kFiles = "tests/golden/files/";

std::string refused(const std::string& path, const WeightsOptions& options = {}) {
  return refusal([&] { load_weights(path, options); });
}

std::vector<std::string> names(const Weights& weights) {
  std::vector<std::string> all;
  for (const auto& [name, x] : weights.tensors) all.push_back(name);
  return all;
}

}  // namespace

TEST_CASE("weights: a file's format is found by its bytes, not by its name") {
  CHECK(sniff_weights(kFiles + "linear.pth") == WeightsFormat::pytorch_zip);
  CHECK(sniff_weights(kFiles + "linear_legacy.pth") == WeightsFormat::pytorch_legacy);
  CHECK(sniff_weights(kFiles + "dino.safetensors") == WeightsFormat::safetensors);
  CHECK(sniff_weights(kFiles + "stored.npz") == WeightsFormat::npz);
  const TemporaryFolder folder;
  const auto says = [&](const std::string& bytes) {
    write_file(folder / "x.pth", bytes);
    return refused(folder / "x.pth");
  };
  CHECK_THAT(says(""), Catch::Matchers::ContainsSubstring("it is empty"));
  CHECK_THAT(says("PYTORCH1 and more"), Catch::Matchers::ContainsSubstring("a preview archive"));
  CHECK_THAT(says(state()), Catch::Matchers::ContainsSubstring("a bare pickle"));
  CHECK_THAT(says("\x89PNG and so on"), Catch::Matchers::ContainsSubstring("no format of weights"));
  CHECK_THAT(says(std::string(257, '\0') + "ustar" + std::string(300, '\0')),
             Catch::Matchers::ContainsSubstring("a tar file of PyTorch 0.1"));
  CHECK_THAT(says(pickled::zip(pickled::pickle("}"))),
             Catch::Matchers::ContainsSubstring("it holds no tensors"));
  CHECK_THAT(refused(folder / "none"), Catch::Matchers::ContainsSubstring("none"));
}

TEST_CASE("weights: of a training's file the teacher is taken, without prefixes and head") {
  for (const char* file : {"training.pth", "training_legacy.pth"}) {
    const Weights weights = load_weights(kFiles + file);
    CHECK(names(weights) == std::vector<std::string>{"weight", "bias"});
    REQUIRE(weights.notes.size() == 3);
    CHECK(weights.notes[0] == "took the part teacher; there are also student");
    CHECK(weights.notes[1] == "left off module. and backbone. at the beginning of 2 names");
    CHECK(weights.notes[2].starts_with("left out 1 tensors beside the backbone"));
    const Weights student = load_weights(kFiles + file, {.part = "student"});
    CHECK(names(student) == names(weights));
    CHECK(student.tensors[0].second.at({0, 0}) != weights.tensors[0].second.at({0, 0}));
    const Weights as_is = load_weights(kFiles + file, {.part = "student", .strip_prefixes = false});
    CHECK(names(as_is)[0] == "module.backbone.weight");
    CHECK_THAT(refused(kFiles + file, {.part = "optimizer"}),
               Catch::Matchers::ContainsSubstring("It has student, teacher; not \"optimizer\""));
  }
}

TEST_CASE("weights: two names that become one are refused") {
  const TemporaryFolder folder;
  save_safetensors(folder / "x", NamedTensors{{"module.w", ones({1})}, {"w", ones({1})}});
  CHECK_THAT(refused(folder / "x"),
             Catch::Matchers::ContainsSubstring("two tensors are called \"w\""));
  CHECK(load_weights(folder / "x", {.strip_prefixes = false}).tensors.size() == 2);
}

TEST_CASE("weights: three formats hold the same numbers, and they are a module's") {
  Linear layer(2, 3);
  layer.load_state_dict(load_weights(kFiles + "linear.pth").tensors);
  const Weights legacy = load_weights(kFiles + "linear_legacy.pth");
  CHECK(legacy.notes.empty());
  CHECK(layer.weight.at({2, 1}) == legacy.tensors[0].second.at({2, 1}));
  const NamedTensors zip = load_weights(kFiles + "dino.pth").tensors;
  const NamedTensors stream = load_weights(kFiles + "dino_legacy.pth").tensors;
  const NamedTensors safe = load_weights(kFiles + "dino.safetensors").tensors;
  REQUIRE(zip.size() == 30);
  for (const NamedTensors* other : {&stream, &safe}) {
    REQUIRE(other->size() == zip.size());
    for (const auto& [name, x] : zip) {
      const auto same =
          std::find_if(other->begin(), other->end(),
                       [&, &wanted = name](const auto& one) { return one.first == wanted; });
      REQUIRE(same != other->end());
      CHECK(std::equal(x.data(), x.data() + x.numel(), same->second.data()));
    }
  }
  Linear other(3, 3);
  const std::string text = refusal<ValueError>([&] { other.load_state_dict(legacy.tensors); });
  CHECK_THAT(
      text, Catch::Matchers::ContainsSubstring("wrong shape: weight is (3, 3) here, (3, 2) there"));
}
