// Any bytes at all: a PyTorch checkpoint as a stream of pickles, or a FileError.

#include <cstdlib>

#include "engine/io/pytorch.hpp"

using namespace heed;

namespace {

void read(std::string_view bytes) {
  const PyTorchFile file(std::make_unique<MemorySource>(bytes));
  uint64_t numbers = 0, read = 0;
  for (const PyTorchFile::Entry& entry : file.entries())
    numbers += uint64_t(entry.view.shape.numel());
  if (numbers > bytes.size() + (1 << 16)) std::abort();
  for (const std::string& part : file.parts())
    for (const auto& [name, x] : file.tensors(part)) read += uint64_t(x.numel());
  if (read != numbers) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    read({reinterpret_cast<const char*>(data), size});
  } catch (const FileError&) {
  }
  return 0;
}
