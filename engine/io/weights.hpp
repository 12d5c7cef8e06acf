// Weights that others have trained, whatever format they come in.
#pragma once

#include <string>
#include <vector>

#include "engine/state.hpp"

namespace heed::inline HEED_PRECISION {

// The formats that are read.
enum class WeightsFormat { pytorch_zip, pytorch_legacy, safetensors, npz };
std::string to_string(WeightsFormat format);  // "a PyTorch checkpoint (zip archive)"

// Which format a file has, by its first bytes, not by its name; of a zip archive, by its entries.
// FileError that says what it is instead, where that is known: a TorchScript program, PyTorch's old
// tar files, a bare pickle.
WeightsFormat sniff_weights(const std::string& path);

// A state dict of a file, with the names that a model has.
struct Weights {
  WeightsFormat format;
  NamedTensors tensors;
  // What was done to get at them, for people: "took the part teacher; there are also student",
  // "left off module.backbone. at the beginning of 150 names".
  std::vector<std::string> notes;
};

// Which state dict is taken, and what becomes of its names.
struct WeightsOptions {
  // Which of several state dicts. "": the only one; else the first of teacher, model, state_dict
  // and model_state_dict that is there.
  std::string part = "";
  // These are left off at the beginning of names, as often as they come: wrappers put them there.
  // Where some names have backbone., those without it belong to another model, and are left out.
  bool strip_prefixes = true;  // module., backbone.
};

// Reads all of it. FileError as the readers have it (pytorch.hpp, safetensors.hpp, npz.hpp), for a
// file without tensors, for several state dicts of which none is meant, and if two names become
// one.
//     const Weights weights = load_weights("dino_deitsmall16_pretrain.pth");
//     model.load_state_dict(weights.tensors);
Weights load_weights(const std::string& path, const WeightsOptions& options = {});

}  // namespace heed::inline HEED_PRECISION
