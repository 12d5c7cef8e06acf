// Any bytes at all: a zip archive, perhaps of arrays, or a FileError.

#include "engine/io/npz.hpp"

#include <cstdlib>

using namespace heed;

namespace {

// A failed checksum hides what is behind it: here 0 stands for none.
constexpr ZipRules kRules = {.slack = 1 << 20, .zero_crc_is_none = true};

void read_zip(std::string_view bytes) {
  const ZipFile zip(std::make_unique<MemorySource>(bytes), kRules);
  for (const ZipEntry& entry : zip.entries()) {
    if (zip.find(entry.name) != &entry) std::abort();
    if (zip.read(entry).size() != entry.size) std::abort();
  }
}

void read_npz(std::string_view bytes) {
  const NpzFile file(std::make_unique<MemorySource>(bytes), kRules);
  for (const std::string& name : file.names()) file.tensor(name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const auto read : {read_zip, read_npz}) {
    try {
      read(bytes);
    } catch (const FileError&) {
    }
  }
  return 0;
}
