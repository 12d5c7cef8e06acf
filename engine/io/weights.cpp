// Weights that others have trained: which format, which part, which names.

#include "engine/io/weights.hpp"

#include <algorithm>
#include <set>

#include "engine/io/file.hpp"
#include "engine/io/little_endian.hpp"
#include "engine/io/npz.hpp"
#include "engine/io/pytorch.hpp"
#include "engine/io/safetensors.hpp"
#include "engine/io/size.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr const char* kAdvice =
    "read are PyTorch's .pth, .safetensors and .npz: save it as one of these";

WeightsFormat sniff_zip(const std::string& path) {
  const ZipFile zip(std::make_unique<InputFile>(path), PyTorchFile::kRules);
  const bool arrays =
      std::any_of(zip.entries().begin(), zip.entries().end(),
                  [](const ZipEntry& entry) { return entry.name.ends_with(".npy"); });
  return arrays ? WeightsFormat::npz : WeightsFormat::pytorch_zip;
}

// A length, and behind it an object.
bool is_safetensors(const Source& file, std::string_view start) {
  if (start.size() < 9) return false;
  const uint64_t length = little_endian<uint64_t>(start, 0);
  return length <= 100'000'000 && is_inside(8, length, file.size()) &&
         std::string_view("{ \t\r\n").find(start[8]) != std::string_view::npos;
}

NamedTensors read_part(const std::string& path, const WeightsOptions& options, Weights& to) {
  const PyTorchFile file(path);
  const std::vector<std::string> parts = file.parts();
  std::string part = options.part;
  const auto there = [&](const std::string& name) {
    return std::find(parts.begin(), parts.end(), name) != parts.end();
  };
  if (part.empty() && parts.size() == 1) part = parts.front();
  for (const char* usual : {"teacher", "model", "state_dict", "model_state_dict"})
    if (part.empty() && !there("") && there(usual)) part = usual;
  std::string others;
  for (const std::string& other : parts)
    if (other != part) others.append(others.empty() ? "" : ", ").append(printable(other));
  if (!there(part))
    throw FileError(file_message(path, parts.empty()
                                           ? "it holds no tensors"
                                           : "which state dict is meant? It has " + others +
                                                 "; not \"" + printable(part) + "\""));
  if (!part.empty())
    to.notes.push_back("took the part " + printable(part) +
                       (others.empty() ? "" : "; there are also " + others));
  return file.tensors(part);
}

// Without module. and backbone. at its beginning.
std::string_view bare(std::string_view name) {
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view prefix : {"module.", "backbone."})
      if (name.starts_with(prefix)) name.remove_prefix(prefix.size()), found = true;
  }
  return name;
}

bool is_of_backbone(std::string_view name) {
  while (name.starts_with("module.")) name.remove_prefix(7);
  return name.starts_with("backbone.");
}

void strip(const std::string& path, Weights& to) {
  const auto of_backbone = [](const auto& one) { return is_of_backbone(one.first); };
  const bool only = std::any_of(to.tensors.begin(), to.tensors.end(), of_backbone);
  NamedTensors kept;
  std::set<std::string> names;
  int64_t shorter = 0;
  for (auto& [name, x] : to.tensors) {
    if (only && !is_of_backbone(name)) continue;
    std::string left(bare(name));
    shorter += left != name;
    if (!names.insert(left).second)
      throw FileError(file_message(
          path,
          "without module. and backbone., two tensors are called \"" + printable(left) + "\""));
    kept.emplace_back(std::move(left), x);
  }
  if (shorter > 0)
    to.notes.push_back("left off module. and backbone. at the beginning of " +
                       std::to_string(shorter) + " names");
  if (kept.size() < to.tensors.size())
    to.notes.push_back("left out " + std::to_string(to.tensors.size() - kept.size()) +
                       " tensors beside the backbone, of the head it was trained with");
  to.tensors = std::move(kept);
}

}  // namespace

std::string to_string(WeightsFormat format) {
  constexpr const char* kNames[] = {"a PyTorch checkpoint (zip archive)",
                                    "a PyTorch checkpoint (stream of pickles, before 1.6)",
                                    "a safetensors file", "a NumPy archive (.npz)"};
  return kNames[size_t(format)];
}

WeightsFormat sniff_weights(const std::string& path) {
  const InputFile file(path);
  const std::string start = file.read_at(0, std::min<uint64_t>(file.size(), 512));
  if (start.starts_with("PK\3\4")) return sniff_zip(path);
  if (is_legacy_pytorch(file)) return WeightsFormat::pytorch_legacy;
  if (is_safetensors(file, start)) return WeightsFormat::safetensors;
  std::string what = "it begins as no format of weights that is known";
  if (start.empty()) what = "it is empty";
  if (start.size() > 262 && start.substr(257, 5) == "ustar") what = "a tar file of PyTorch 0.1";
  if (start.starts_with("PYTORCH1")) what = "a preview archive of PyTorch, of 2018";
  if (start.starts_with('\x80')) what = "a bare pickle; nothing of it was run";
  throw damaged(file, "weights", what, kAdvice);
}

Weights load_weights(const std::string& path, const WeightsOptions& options) {
  Weights weights{sniff_weights(path), {}, {}};
  if (weights.format == WeightsFormat::safetensors)
    weights.tensors = load_safetensors(path).tensors;
  else if (weights.format == WeightsFormat::npz)
    weights.tensors = load_npz(path);
  else
    weights.tensors = read_part(path, options, weights);
  if (options.strip_prefixes) strip(path, weights);
  return weights;
}

}  // namespace heed::inline HEED_PRECISION
