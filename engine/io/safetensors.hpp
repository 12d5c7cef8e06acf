// Tensors in a file that other programs read too: https://github.com/huggingface/safetensors
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

using Metadata = std::map<std::string, std::string>;

// Writes named tensors (as state_dict() gives them) in this build's precision, with any text beside
// them. The file is whole or not there at all. ValueError for a name given twice; FileError with
// path and reason.
void save_safetensors(const std::string& path,
                      std::span<const std::pair<std::string, Tensor>> tensors,
                      const Metadata& metadata = {});

struct SafeTensors {
  std::vector<std::pair<std::string, Tensor>> tensors;  // in the order of their data
  Metadata metadata;
};

// Reads F32 and F64, converted to this build's precision. Everything is checked before memory is
// taken: FileError with path, tensor and reason if the file is not exactly what its header says.
SafeTensors load_safetensors(const std::string& path);

}  // namespace heed::inline HEED_PRECISION
