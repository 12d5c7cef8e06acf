// Zip archives: a list of named entries, and the bytes of each.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/name_index.hpp"
#include "engine/io/source.hpp"

namespace heed::inline HEED_PRECISION {

// What the directory says of one entry.
struct ZipEntry {
  std::string name;       // UTF-8, relative, without ".."; a folder's ends in /
  uint64_t size = 0;      // bytes
  uint64_t packed = 0;    // bytes in the file
  uint64_t offset = 0;    // where those begin
  uint32_t crc = 0;       // the CRC-32 of the bytes
  bool deflated = false;  // packed by deflate (RFC 1951), not stored as it is
};

// What an archive may do, and still be read.
struct ZipRules {
  // The entries together may unpack to `slack` bytes and `ratio` times the file's size. A few
  // kilobytes can unpack to gigabytes; numbers seldom shrink to a tenth.
  uint64_t ratio = 100, slack = 16 << 20;
  bool zero_crc_is_none = false;  // PyTorch can write 0 for a checksum that it did not compute
};

// An archive, open to read its entries. Making one checks the end record, the directory, every
// entry's own header and that no two entries share a byte. FileError, with path, entry and reason,
// for all that zip readers disagree about or come to grief on: several end records, counts and
// places that are not true, Zip64 values that contradict the others, equal names, names that lead
// elsewhere, links, encryption, methods other than stored and deflated, and what unpacks to too
// much.
class ZipFile {
 public:
  explicit ZipFile(std::unique_ptr<Source> file, ZipRules rules = {});

  const std::vector<ZipEntry>& entries() const { return entries_; }  // in the directory's order
  // Null if no entry has this name. And the bytes that the archive was made of.
  const ZipEntry* find(std::string_view name) const { return by_name_.find(entries_, name); }
  const Source& source() const { return *file_; }

  // The bytes of one of the entries, unpacked, their checksum verified. FileError.
  std::string read(const ZipEntry& entry) const;

 private:
  std::unique_ptr<Source> file_;
  ZipRules rules_;
  std::vector<ZipEntry> entries_;
  NameIndex<ZipEntry> by_name_;
};

// Why a name cannot be that of an entry ("it is absolute"); empty if it can.
std::string zip_name_problem(std::string_view name);

}  // namespace heed::inline HEED_PRECISION
