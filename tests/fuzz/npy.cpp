// Any bytes at all: a .npy file, or a FileError.

#include "engine/io/npy.hpp"

#include <cstdlib>

using namespace heed;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const NpyFile file(std::make_unique<MemorySource>(bytes));
    if (uint64_t(file.shape().numel()) * width(file.dtype()) > size) std::abort();
    if (is_whole(file.dtype())) file.indices();
    if (file.tensor().shape() != file.shape()) std::abort();
  } catch (const FileError&) {
  }
  return 0;
}
