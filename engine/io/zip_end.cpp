// The end record of a zip archive: a comment of any bytes may follow it, so it has to be looked
// for.

#include <algorithm>

#include "engine/io/little_endian.hpp"
#include "engine/io/size.hpp"
#include "engine/io/zip_directory.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr uint64_t kEndSize = 22, kEnd64Size = 56, kLocatorSize = 20;
constexpr uint64_t kSmallestEntry = 46;  // bytes in the directory

uint16_t u16(std::string_view bytes, size_t at) { return little_endian<uint16_t>(bytes, at); }
uint32_t u32(std::string_view bytes, size_t at) { return little_endian<uint32_t>(bytes, at); }
uint64_t u64(std::string_view bytes, size_t at) { return little_endian<uint64_t>(bytes, at); }

// Where the end record begins. A comment of at most 65,535 bytes follows it, and the file ends.
uint64_t find_end(const Source& file) {
  const uint64_t size = file.size();
  if (size < kEndSize) throw damaged(file, "the end record", "the file is too short for one");
  const uint64_t from = size - std::min(size, kEndSize + 65535);
  const std::string tail = file.read_at(from, size - from);
  uint64_t found = 0, count = 0;
  for (uint64_t i = 0; i + kEndSize <= tail.size(); ++i)
    if (u32(tail, i) == kZipEnd && i + kEndSize + u16(tail, i + 20) == tail.size())
      found = i, ++count;
  if (count == 0) throw damaged(file, "the end record", "there is none at the end of the file");
  if (count > 1 || tail.find("PK\5\6", found + 4) != std::string::npos)
    throw damaged(file, "the end record", "there is another in its comment");
  return from + found;
}

// A field of the end record, and of its Zip64 form, which holds for what does not fit the first.
uint64_t agreed(const Source& file, uint64_t narrow, uint64_t none, uint64_t wide) {
  if (narrow != none && narrow != wide)
    throw damaged(file, "the end record", "its Zip64 form says something else");
  return wide;
}

ZipDirectory read_zip64_end(const Source& file, uint64_t end, const std::string& record) {
  const std::string locator = file.read_at(end - kLocatorSize, kLocatorSize);
  const uint64_t at = u64(locator, 8);
  if (u32(locator, 4) != 0 || u32(locator, 16) > 1)
    throw damaged(file, "the Zip64 end record", "the archive is one of several parts",
                  "join the parts to one archive");
  if (!is_inside(at, kEnd64Size, end - kLocatorSize))
    throw damaged(file, "the Zip64 end record", "its locator leads out of the file");
  const std::string wide = file.read_at(at, kEnd64Size);
  if (u32(wide, 0) != kZip64End || checked_add(at + 12, u64(wide, 4)) != end - kLocatorSize)
    throw damaged(file, "the Zip64 end record", "it is not where its locator says");
  if (u32(wide, 16) != 0 || u32(wide, 20) != 0 || u64(wide, 24) != u64(wide, 32))
    throw damaged(file, "the Zip64 end record", "the archive is one of several parts",
                  "join the parts to one archive");
  ZipDirectory directory{.offset = agreed(file, u32(record, 16), 0xffffffff, u64(wide, 48)),
                         .size = agreed(file, u32(record, 12), 0xffffffff, u64(wide, 40)),
                         .entries = agreed(file, u16(record, 10), 0xffff, u64(wide, 32))};
  if (checked_add(directory.offset, directory.size) != at)
    throw damaged(file, "the directory", "it does not end where the Zip64 end record begins");
  return directory;
}

}  // namespace

ZipDirectory find_zip_directory(const Source& file) {
  const uint64_t end = find_end(file);
  const std::string record = file.read_at(end, kEndSize);
  if (u16(record, 4) != 0 || u16(record, 6) != 0 || u16(record, 8) != u16(record, 10))
    throw damaged(file, "the end record", "the archive is one of several parts",
                  "join the parts to one archive");
  ZipDirectory directory{u32(record, 16), u32(record, 12), u16(record, 10)};
  const bool wide =
      end >= kLocatorSize && u32(file.read_at(end - kLocatorSize, 4), 0) == kZip64Locator;
  if (wide)
    directory = read_zip64_end(file, end, record);
  else if (checked_add(directory.offset, directory.size) != end)
    throw damaged(file, "the directory", "it does not end where the end record begins");
  if (checked_multiply(directory.entries, kSmallestEntry) > directory.size)
    throw damaged(file, "the end record",
                  std::to_string(directory.entries) + " entries do not fit the directory's " +
                      std::to_string(directory.size) + " bytes");
  return directory;
}

}  // namespace heed::inline HEED_PRECISION
