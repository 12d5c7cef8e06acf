// NumPy's files of several arrays: a zip archive of .npy files.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/io/npy.hpp"
#include "engine/io/zip.hpp"

namespace heed::inline HEED_PRECISION {

// Writes named arrays as NumPy's savez does, to the byte: not compressed, in the given order, the
// tensors first. The file is whole or not there at all (file.hpp). ValueError for a name given
// twice, an undefined tensor, or a name that no zip entry may have (absolute, with "..", not
// UTF-8); WriteError with path and reason.
void save_npz(const std::string& path, std::span<const std::pair<std::string, Tensor>> tensors,
              std::span<const std::pair<std::string, Indices>> indices = {},
              Place at = Place::here());

// A .npz file, open to read some or all of it, also one that savez_compressed wrote. Making one
// checks the archive (zip.hpp), reading an array its header and checksum: FileError with path,
// entry and reason.
class NpzFile {
 public:
  explicit NpzFile(const std::string& path, ZipRules rules = {});
  explicit NpzFile(std::unique_ptr<Source> file, ZipRules rules = {});

  const std::vector<std::string>& names() const { return names_; }  // in the file's order
  // By the name without .npy, as names() gives it.
  bool contains(const std::string& name) const { return zip_.find(name + ".npy") != nullptr; }

  // As NpyFile gives them. ValueError if there is no such name.
  Tensor tensor(const std::string& name, Place at = Place::here()) const;
  Indices indices(const std::string& name, Place at = Place::here()) const;

 private:
  const ZipEntry& get(const char* op, const std::string& name, Place at) const;

  ZipFile zip_;
  std::vector<std::string> names_;
};

// All arrays of a file, whole numbers too, in this build's precision. Errors as above.
std::vector<std::pair<std::string, Tensor>> load_npz(const std::string& path);

}  // namespace heed::inline HEED_PRECISION
