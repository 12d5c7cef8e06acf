// The directory of a zip archive, which stands at its end and says where the entries are. Offsets
// within records are those of PKWARE's APPNOTE.TXT, section 4.3.
#pragma once

#include "engine/io/zip.hpp"

namespace heed::inline HEED_PRECISION {

// What a record begins with.
inline constexpr uint32_t kZipHeader = 0x04034b50, kZipRecord = 0x02014b50, kZipEnd = 0x06054b50;
inline constexpr uint32_t kZip64End = 0x06064b50, kZip64Locator = 0x07064b50;

// Where the directory is, by the end record, and by its Zip64 form where there is one. It ends
// where that begins.
struct ZipDirectory {
  uint64_t offset = 0, size = 0, entries = 0;
};
ZipDirectory find_zip_directory(const Source& file);

// All entries, in the directory's order, each checked against its own header and the others. What
// they unpack to is not judged. FileError with path, entry and reason.
std::vector<ZipEntry> read_zip_directory(const Source& file);

}  // namespace heed::inline HEED_PRECISION
