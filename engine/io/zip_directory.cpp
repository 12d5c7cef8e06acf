// The entries of a zip archive: each has a record in the directory and, before its bytes, a header
// of its own, which must say the same.

#include "engine/io/zip_directory.hpp"

#include <algorithm>
#include <tuple>

#include "engine/io/little_endian.hpp"
#include "engine/io/size.hpp"
#include "engine/io/utf8.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr uint64_t kRecordSize = 46, kHeaderSize = 30;
constexpr uint32_t kElsewhere = 0xffffffff;  // a value that the Zip64 extra field holds
constexpr uint16_t kEncrypted = 0x2041, kSizesFollow = 8;  // flags

uint16_t u16(std::string_view bytes, size_t at) { return little_endian<uint16_t>(bytes, at); }
uint32_t u32(std::string_view bytes, size_t at) { return little_endian<uint32_t>(bytes, at); }

template <class... Advice>
FileError wrong(const Source& file, const ZipEntry& entry, std::string_view reason,
                Advice... advice) {
  return damaged(file, "entry \"" + printable(entry.name) + "\"", reason, advice...);
}

// Replaces values that are elsewhere by those of the Zip64 extra field, which come in this order.
void fill_in(std::initializer_list<uint64_t*> values, std::string_view extra, const Source& file,
             const ZipEntry& entry) {
  std::string_view wide;
  while (!extra.empty()) {
    const size_t length = extra.size() < 4 ? extra.size() : 4 + size_t(u16(extra, 2));
    if (extra.size() < 4 || length > extra.size())
      throw wrong(file, entry, "an extra field is longer than there is room");
    if (u16(extra, 0) == 1) wide = extra.substr(4, length - 4);
    extra.remove_prefix(length);
  }
  for (uint64_t* value : values) {
    if (*value != kElsewhere) continue;
    if (wide.size() < 8) throw wrong(file, entry, "its Zip64 sizes are missing");
    *value = little_endian<uint64_t>(wide, 0);
    wide.remove_prefix(8);
  }
}

void check_kind(const Source& file, const ZipEntry& entry, std::string_view record) {
  const std::string problem = zip_name_problem(entry.name);
  if (!problem.empty()) throw wrong(file, entry, problem);
  if (u16(record, 8) & kEncrypted)
    throw wrong(file, entry, "it is encrypted", "save it without a password");
  const uint16_t method = u16(record, 10);
  if (method != 0 && method != 8)
    throw wrong(file, entry, "it is packed by method " + std::to_string(method),
                "read are 0 (stored) and 8 (deflated): pack it by one of these");
  const bool from_unix = u16(record, 4) >> 8 == 3;
  if (from_unix && (u32(record, 38) >> 16 & 0170000) == 0120000)
    throw wrong(file, entry, "it is a symbolic link");
  if (!entry.deflated && entry.size != entry.packed)
    throw wrong(file, entry,
                "stored, but of two sizes, " + std::to_string(entry.size) + " and " +
                    std::to_string(entry.packed));
  if (entry.name.back() == '/' && entry.size != 0) throw wrong(file, entry, "a folder with bytes");
  if (u16(record, 34) != 0) throw wrong(file, entry, "it is in another part of the archive");
}

// Finds the entry's bytes, behind its own header.
void read_header(const Source& file, uint64_t at, uint64_t end, std::string_view record,
                 ZipEntry& entry) {
  if (!is_inside(at, kHeaderSize, end)) throw wrong(file, entry, "its header is not in the file");
  const std::string header = file.read_at(at, kHeaderSize);
  if (u32(header, 0) != kZipHeader)
    throw wrong(file, entry, "there is no header where it should be");
  const uint64_t name = u16(header, 26), extra = u16(header, 28);
  entry.offset = at + kHeaderSize + name + extra;
  if (!is_inside(entry.offset, entry.packed, end))
    throw wrong(file, entry, "its bytes are not all in the file");
  const std::string rest = file.read_at(at + kHeaderSize, name + extra);
  if (rest.substr(0, name) != entry.name) throw wrong(file, entry, "its header has another name");
  if (u16(header, 8) != u16(record, 10) || u16(header, 6) & kEncrypted)
    throw wrong(file, entry, "its header has another method");
  if (u16(header, 6) & kSizesFollow) return;
  uint64_t packed = u32(header, 18), size = u32(header, 22);
  fill_in({&size, &packed}, std::string_view(rest).substr(name), file, entry);
  if (size != entry.size || packed != entry.packed || u32(header, 14) != entry.crc)
    throw wrong(file, entry, "its header has another size or checksum");
}

struct Taken {
  uint64_t begin, end;
  size_t entry;
};

void check_overlap(const Source& file, std::vector<Taken>& taken,
                   const std::vector<ZipEntry>& entries) {
  std::sort(taken.begin(), taken.end(), [](const Taken& a, const Taken& b) {
    return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
  });
  for (size_t i = 1; i < taken.size(); ++i)
    if (taken[i].begin < taken[i - 1].end)
      throw wrong(file, entries[taken[i].entry],
                  "it shares bytes with \"" + printable(entries[taken[i - 1].entry].name) + "\"");
}

// Reads the record that `rest` begins with, and goes past it. Where the entry's header is.
uint64_t read_record(const Source& file, std::string_view& rest, ZipEntry& entry) {
  if (rest.size() < kRecordSize || u32(rest, 0) != kZipRecord)
    throw damaged(file, "the directory", "it has fewer entries than the end record says");
  const uint64_t name = u16(rest, 28), extra = u16(rest, 30), comment = u16(rest, 32);
  if (!is_inside(kRecordSize, name + extra + comment, rest.size()))
    throw damaged(file, "the directory", "a record leads out of it");
  entry.name = rest.substr(kRecordSize, name);
  entry.crc = u32(rest, 16), entry.packed = u32(rest, 20), entry.size = u32(rest, 24);
  entry.deflated = u16(rest, 10) == 8;
  uint64_t at = u32(rest, 42);
  fill_in({&entry.size, &entry.packed, &at}, rest.substr(kRecordSize + name, extra), file, entry);
  check_kind(file, entry, rest);
  rest.remove_prefix(kRecordSize + name + extra + comment);
  return at;
}

}  // namespace

std::string zip_name_problem(std::string_view name) {
  if (name.empty()) return "it has no name";
  if (!is_utf8(name)) return "its name is not UTF-8";
  if (name.find('\0') != std::string::npos || name.find('\\') != std::string::npos)
    return "a zero byte or a \\ is in its name";
  if (name[0] == '/' || (name.size() > 1 && name[1] == ':')) return "its name is absolute";
  std::string framed = "/";
  framed.append(name).append("/");
  if (framed.find("/../") != std::string::npos) return "its name leads elsewhere";
  return "";
}

std::vector<ZipEntry> read_zip_directory(const Source& file) {
  const ZipDirectory place = find_zip_directory(file);
  const std::string directory = file.read_at(place.offset, place.size);
  std::vector<ZipEntry> entries(place.entries);
  std::vector<Taken> taken;
  taken.reserve(entries.size());
  std::string_view rest = directory;
  for (ZipEntry& entry : entries) {
    const std::string_view record = rest;
    const uint64_t at = read_record(file, rest, entry);
    read_header(file, at, place.offset, record, entry);
    taken.push_back({at, entry.offset + entry.packed, taken.size()});
  }
  if (!rest.empty()) throw damaged(file, "the directory", "it holds more than its entries");
  check_overlap(file, taken, entries);
  return entries;
}

}  // namespace heed::inline HEED_PRECISION
