// Zip archives for tests, written in the plainest way, to be spoiled.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/io/zip.hpp"
#include "tests/engine/io/refusal.hpp"

// The lowest byte first.
inline std::string little(uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += char(value >> 8 * i & 255);
  return text;
}

inline std::string deflated(std::string text) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib cannot start");
  std::string bytes(deflateBound(&stream, uLong(text.size())) + 64, '\0');
  stream.next_in = reinterpret_cast<unsigned char*>(text.data());
  stream.avail_in = uInt(text.size());
  stream.next_out = reinterpret_cast<unsigned char*>(bytes.data());
  stream.avail_out = uInt(bytes.size());
  deflate(&stream, Z_FINISH);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

struct Member {
  std::string name, bytes;  // what it unpacks to
  bool deflate = false;
  bool sizes_follow = false;  // behind its bytes, with zeros in its header
  std::string packed = {};    // instead of what zlib makes of the bytes
};

// An archive and the places in it.
struct Archive {
  std::string bytes;
  std::vector<size_t> headers, records;  // of the members
  size_t directory = 0, end = 0;

  // The archive with other bytes from a place on.
  std::string with(size_t at, const std::string& other) const {
    return std::string(bytes).replace(at, other.size(), other);
  }
};

inline Archive archive_of(const std::vector<Member>& members, const std::string& comment = "") {
  Archive zip;
  std::string directory;
  for (const Member& m : members) {
    std::string packed = m.packed;
    if (packed.empty()) packed = m.deflate ? deflated(m.bytes) : m.bytes;
    const auto* data = reinterpret_cast<const unsigned char*>(m.bytes.data());
    const std::string sums = little(crc32(0, data, uInt(m.bytes.size())), 4) +
                             little(packed.size(), 4) + little(m.bytes.size(), 4);
    const std::string kind =
        little(m.sizes_follow ? 8 : 0, 2) + little(m.deflate ? 8 : 0, 2) + little(0, 4);
    zip.headers.push_back(zip.bytes.size());
    zip.bytes += "PK\3\4" + little(20, 2) + kind + (m.sizes_follow ? std::string(12, '\0') : sums) +
                 little(m.name.size(), 2) + little(0, 2) + m.name + packed;
    if (m.sizes_follow) zip.bytes += "PK\7\10" + sums;
    zip.records.push_back(directory.size());
    directory += "PK\1\2" + little(20, 2) + little(20, 2) + kind + sums + little(m.name.size(), 2) +
                 std::string(12, '\0') + little(zip.headers.back(), 4) + m.name;
  }
  zip.directory = zip.bytes.size();
  for (size_t& record : zip.records) record += zip.directory;
  zip.end = zip.directory + directory.size();
  zip.bytes += directory + "PK\5\6" + little(0, 4) + little(members.size(), 2) +
               little(members.size(), 2) + little(directory.size(), 4) + little(zip.directory, 4) +
               little(comment.size(), 2) + comment;
  return zip;
}

namespace heed::inline HEED_PRECISION {

// Reads all entries of an archive; "accepted", or why not.
inline std::string said(const std::string& bytes, ZipRules rules = {}) {
  return refusal([&] {
    const ZipFile zip(in_memory(bytes), rules);
    for (const ZipEntry& entry : zip.entries()) zip.read(entry);
  });
}

}  // namespace heed::inline HEED_PRECISION
