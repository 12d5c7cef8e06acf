// Any bytes at all: a safetensors file, or a FileError.

#include "engine/io/safetensors.hpp"

#include <cstdlib>

using namespace heed;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const SafeTensorsFile file(std::make_unique<MemorySource>(bytes));
    uint64_t numbers = 0;
    for (const auto& [name, array] : file.entries()) {
      numbers += uint64_t(array.shape.numel()) * width(array.dtype);
      if (!file.contains(name)) std::abort();
    }
    if (numbers > size) std::abort();
    for (const auto& [name, array] : file.entries()) {
      if (is_whole(array.dtype)) file.indices(name);
      if (file.tensor(name).shape() != array.shape) std::abort();
    }
  } catch (const FileError&) {
  }
  return 0;
}
