// Tensors in a file that other programs read too: https://github.com/huggingface/safetensors
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/indices.hpp"
#include "engine/io/name_index.hpp"
#include "engine/io/stored_array.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Text by its key, beside the tensors of a file.
using Metadata = std::map<std::string, std::string>;

// Writes named tensors (as state_dict() gives them) in this build's precision, whole numbers as
// I64, and any text beside them. The file is whole or not there at all (file.hpp). Its metadata
// also get the payload's checksum, "heed.crc32" (zlib's CRC-32, eight hexadecimal digits), which
// every later reading verifies. ValueError for a name given twice, an undefined tensor, the name
// "__metadata__", or text that is not UTF-8; WriteError with path and reason.
void save_safetensors(const std::string& path,
                      std::span<const std::pair<std::string, Tensor>> tensors,
                      const Metadata& metadata = {},
                      std::span<const std::pair<std::string, Indices>> indices = {},
                      Place at = Place::here());

// A safetensors file, open to read some or all of it. Making one checks everything there is to
// check before any memory is taken for numbers, and the checksum where there is one: FileError with
// path, tensor and reason if the file is not exactly what its header says.
class SafeTensorsFile {
 public:
  explicit SafeTensorsFile(const std::string& path);
  explicit SafeTensorsFile(std::unique_ptr<Source> source);

  // What the header says of one tensor.
  struct Entry {
    std::string name;   // UTF-8; no two are equal
    StoredArray array;  // its type, shape and place
  };
  const std::vector<Entry>& entries() const { return entries_; }  // in the order of their data
  const Metadata& metadata() const { return metadata_; }          // without "heed.crc32"
  // The bytes that it was made of; and whether a tensor has this name.
  const Source& source() const { return *source_; }
  bool contains(const std::string& name) const { return by_name_.find(entries_, name) != nullptr; }

  // One of them, from any of BOOL, U8, I8, I16, U16, I32, U32, I64, U64, F16, BF16, F32, F64: in
  // this build's precision, or whole numbers as they are; stored_array.hpp says how, and when a
  // number is a FileError. ValueError if there is no such name.
  Tensor tensor(const std::string& name, Place at = Place::here()) const;
  Indices indices(const std::string& name, Place at = Place::here()) const;

 private:
  const Entry& get(const char* op, const std::string& name, Place at) const;

  std::unique_ptr<Source> source_;
  std::vector<Entry> entries_;
  NameIndex<Entry> by_name_;
  Metadata metadata_;
};

// A whole file in memory.
struct SafeTensors {
  std::vector<std::pair<std::string, Tensor>> tensors;  // in the order of their data
  Metadata metadata;                                    // without "heed.crc32"
};

// All of a file, whole numbers too (such as PyTorch's num_batches_tracked), in this build's
// precision. In memory this takes the tensors, the header, and 64 KiB. Errors as above.
SafeTensors load_safetensors(const std::string& path);

}  // namespace heed::inline HEED_PRECISION
