// Writes zip archives as NumPy does. Records as in PKWARE's APPNOTE.TXT, section 4.3.

#include "engine/io/zip_writer.hpp"

#include <algorithm>

#include "engine/io/checksum.hpp"
#include "engine/io/little_endian.hpp"
#include "engine/io/zip_directory.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr uint16_t kVersion = 45;          // of the format: 4.5 has Zip64
constexpr uint16_t kUnix = 3 << 8;         // whose permissions follow
constexpr uint32_t kMode = 0600u << 16;    // those
constexpr uint32_t kDate = 0x0021u << 16;  // 1980-01-01, 00:00: the same numbers, the same file
constexpr uint32_t kWide = 0xffffffff;     // the value is in the Zip64 field

// Fields one after the other, in the width of their types.
template <class... Fields>
std::string record(Fields... fields) {
  std::string bytes;
  (append_little_endian(bytes, fields), ...);
  return bytes;
}

std::string extra_field(const std::string& wide) {
  return wide.empty() ? "" : record(uint16_t(1), uint16_t(wide.size())) + wide;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
}

}  // namespace

void ZipWriter::write(std::string_view bytes) {
  file_.write(bytes);
  written_ += bytes.size();
}

void ZipWriter::add(const std::string& name, std::initializer_list<std::string_view> parts,
                    Place at) {
  std::string problem = zip_name_problem(name);
  if (problem.empty() && name.size() > 0xffff) problem = "its name is too long";
  if (problem.empty() && !names_.insert(name).second) problem = "its name is there already";
  if (!problem.empty())
    throw ValueError(
        explain("ZipWriter::add", at, "entry \"" + printable(name) + "\": " + problem));
  uint64_t size = 0;
  uint32_t crc = 0;
  for (const std::string_view part : parts) size += part.size(), crc = crc32_of(part, crc);

  // The same in the header and in the directory: version, flags, method (stored), date, checksum.
  const uint16_t flags = is_ascii(name) ? 0 : 0x0800;  // the name is UTF-8
  const std::string kind = record(kVersion, flags, uint16_t(0), kDate, crc);
  const uint64_t begin = written_;
  const std::string sizes = extra_field(record(size, size));
  write(record(kZipHeader) + kind +
        record(kWide, kWide, uint16_t(name.size()), uint16_t(sizes.size())) + name + sizes);
  for (const std::string_view part : parts) write(part);
  directory_ += record(kZipRecord, uint16_t(kVersion | kUnix)) + kind + place(name, begin, size);
}

// The rest of an entry's record in the directory.
std::string ZipWriter::place(const std::string& name, uint64_t begin, uint64_t size) const {
  const bool large = size > widest_, far = begin > widest_;
  const uint32_t narrow = large ? kWide : uint32_t(size);
  const std::string wide =
      extra_field((large ? record(size, size) : "") + (far ? record(begin) : ""));
  return record(narrow, narrow, uint16_t(name.size()), uint16_t(wide.size()), uint16_t(0),
                uint32_t(0), kMode, far ? kWide : uint32_t(begin)) +
         name + wide;
}

void ZipWriter::commit() {
  const uint64_t begin = written_, size = directory_.size(), count = names_.size();
  write(directory_);
  if (count > 0xffff || begin > widest_ || size > widest_) {
    const uint64_t end = written_;
    write(record(kZip64End, uint64_t(44), kVersion, kVersion, uint32_t(0), uint32_t(0), count,
                 count, size, begin));
    write(record(kZip64Locator, uint32_t(0), end, uint32_t(1)));
  }
  const uint16_t entries = uint16_t(std::min<uint64_t>(count, 0xffff));
  write(record(kZipEnd, uint32_t(0), entries, entries, uint32_t(std::min<uint64_t>(size, kWide)),
               uint32_t(std::min<uint64_t>(begin, kWide)), uint16_t(0)));
  file_.commit();
}

}  // namespace heed::inline HEED_PRECISION
