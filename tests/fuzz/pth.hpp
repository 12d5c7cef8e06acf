// What holds for a PyTorch checkpoint of any bytes, in either layout.
#pragma once

#include <cstdlib>

#include "engine/io/pytorch.hpp"

// Reads all tensors of all parts, or meets a FileError. Ends the program if they hold other numbers
// than the file says, or more than a file of that size may.
inline void read_pth(const uint8_t* data, size_t size,
                     heed::ZipRules rules = heed::PyTorchFile::kRules) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const heed::PyTorchFile file(std::make_unique<heed::MemorySource>(bytes), rules);
    uint64_t numbers = 0, read = 0;
    for (const auto& entry : file.entries()) numbers += uint64_t(entry.view.shape.numel());
    if (numbers > size + (1 << 16)) std::abort();
    for (const std::string& part : file.parts())
      for (const auto& [name, x] : file.tensors(part)) read += uint64_t(x.numel());
    if (read != numbers) std::abort();
  } catch (const heed::FileError&) {
  }
}
