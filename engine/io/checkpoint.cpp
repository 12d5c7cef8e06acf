// Checkpoints: all that a training depends on, in one file.

#include "engine/io/checkpoint.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/io/file.hpp"
#include "engine/io/safetensors.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr const char* kMark = "heed.checkpoint";  // in the metadata: the version of what follows
constexpr const char* kVersion = "1";

std::function<void()> read_tensors(const NamedTensors& own, StateReader& from) {
  std::vector<std::pair<Tensor, Tensor>> copies;  // to, from
  for (const auto& [name, x] : own) copies.emplace_back(x, from.tensor(name, x.shape()));
  return [copies = std::move(copies)]() mutable {
    for (auto& [to, numbers] : copies)
      std::copy_n(numbers.data(), numbers.numel(), to.mutable_data());
  };
}

State state_of(const Random& random) {
  State state;
  state.put("seed", random.seed());
  state.put("stream", random.stream());
  state.put("position", random.position());
  return state;
}

std::function<void()> read_random(Random& random, StateReader& from) {
  const uint64_t seed = from.whole("seed"), stream = from.whole("stream");
  Random read(seed, stream);
  read.seek(from.whole("position"));
  return [&random, read] { random = read; };
}

void check_names(const char* op, const std::vector<CheckpointPart>& parts, Place at) {
  std::set<std::string> names;
  for (const CheckpointPart& part : parts) {
    if (part.name().empty() || part.name().find('/') != std::string::npos)
      throw ValueError(explain(op, at, "a part cannot be called \"" + part.name() + "\"", {},
                               "needs a name without \"/\""));
    if (!names.insert(part.name()).second)
      throw ValueError(explain(op, at, "two parts are called " + part.name()));
  }
}

// "optimizer/0.exp_avg" -> "optimizer", "0.exp_avg"
std::pair<std::string, std::string> split(const std::string& name) {
  const size_t slash = std::min(name.find('/'), name.size());
  return {name.substr(0, slash), name.substr(std::min(slash + 1, name.size()))};
}

// What a file holds, by part.
std::map<std::string, State> states_in(const std::string& path) {
  const SafeTensors file = load_safetensors(path);
  const auto mark = file.metadata.find(kMark);
  if (mark == file.metadata.end())
    throw FileError(file_message(path, "is no checkpoint: its metadata lacks " +
                                           std::string(kMark) +
                                           "; load_safetensors() reads any tensors"));
  if (mark->second != kVersion)
    throw FileError(file_message(path, "is a checkpoint of version " + mark->second.substr(0, 20) +
                                           ", this build reads version " + kVersion));
  std::map<std::string, State> states;
  for (const auto& [name, x] : file.tensors) {
    const auto [part, rest] = split(name);
    states[part].tensors.emplace_back(rest, x);
  }
  for (const auto& [name, text] : file.metadata) {
    if (name.find('/') == std::string::npos) continue;  // about the file, such as its checksum
    const auto [part, rest] = split(name);
    states[part].values[rest] = text;
  }
  return states;
}

}  // namespace

CheckpointPart::CheckpointPart(std::string name, NamedTensors tensors)
    : name_(std::move(name)),
      state_([tensors] { return State{.tensors = tensors, .values = {}}; }),
      read_([tensors](StateReader& from) { return read_tensors(tensors, from); }) {}

CheckpointPart::CheckpointPart(std::string name, Stateful& thing)
    : name_(std::move(name)),
      state_([&thing] { return thing.state_dict(); }),
      read_([&thing](StateReader& from) { return thing.read_state(from); }) {}

CheckpointPart::CheckpointPart(std::string name, Random& random)
    : name_(std::move(name)),
      state_([&random] { return state_of(random); }),
      read_([&random](StateReader& from) { return read_random(random, from); }) {}

CheckpointPart::CheckpointPart(std::string name, int64_t& count)
    : name_(std::move(name)),
      state_([&count] {
        State state;
        state.put("count", count);
        return state;
      }),
      read_([&count](StateReader& from) -> std::function<void()> {
        const int64_t read = int64_t(from.whole("count", INT64_MAX / 2));
        return [&count, read] { count = read; };
      }) {}

void save_checkpoint(const std::string& path, const std::vector<CheckpointPart>& parts, Place at) {
  check_names("save_checkpoint", parts, at);
  NamedTensors tensors;
  Metadata metadata{{kMark, kVersion}};
  for (const CheckpointPart& part : parts) {
    const State state = part.state();
    for (const auto& [name, x] : state.tensors) tensors.emplace_back(part.name() + "/" + name, x);
    for (const auto& [name, text] : state.values) metadata[part.name() + "/" + name] = text;
  }
  save_safetensors(path, tensors, metadata);
}

void load_checkpoint(const std::string& path, const std::vector<CheckpointPart>& parts, bool strict,
                     Place at) {
  check_names("load_checkpoint", parts, at);
  std::map<std::string, State> states = states_in(path);
  std::vector<std::function<void()>> puts;
  std::string problems;
  for (const CheckpointPart& part : parts) {
    const auto found = states.extract(part.name());
    StateReader reader(found ? found.mapped() : State{});
    puts.push_back(part.read(reader));
    const std::string wrong = reader.problems();
    if (!wrong.empty())
      problems += found ? part.name() + ":\n" + wrong : "missing: all of " + part.name() + "\n";
  }
  if (strict)
    for (const auto& [name, state] : states) problems += "unexpected: all of " + name + "\n";
  if (!problems.empty())
    throw ValueError(explain("load_checkpoint", at,
                             file_message(path, "these are not the parts of this training"), {},
                             problems + "nothing was loaded"));
  for (const auto& put : puts) put();
}

}  // namespace heed::inline HEED_PRECISION
