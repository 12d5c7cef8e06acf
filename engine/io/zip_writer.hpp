// Writes zip archives.
#pragma once

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

#include "engine/io/file.hpp"

namespace heed::inline HEED_PRECISION {

// An archive in the making, whole in its place after commit() (see OutputFile). Entries are stored
// without compression, and the file is, to the byte, what NumPy's savez writes. WriteError.
class ZipWriter {
 public:
  // What is longer than `widest` is written in Zip64 fields; tests set it low.
  explicit ZipWriter(const std::string& path, uint64_t widest = 0x7fffffff)
      : file_(path), widest_(widest) {}

  // The bytes may come in parts. ValueError for a name that is there already, or that ZipFile would
  // refuse.
  void add(const std::string& name, std::initializer_list<std::string_view> parts,
           Place at = Place::here());
  void commit();  // once, after the last add()

 private:
  void write(std::string_view bytes);
  std::string place(const std::string& name, uint64_t begin, uint64_t size) const;

  OutputFile file_;
  uint64_t widest_, written_ = 0;
  std::string directory_;
  std::set<std::string> names_;
};

}  // namespace heed::inline HEED_PRECISION
