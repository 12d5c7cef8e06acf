// Zip archives: a list of named entries, and the bytes of each.

#include "engine/io/zip.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

#include "engine/io/checksum.hpp"
#include "engine/io/size.hpp"
#include "engine/io/zip_directory.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

template <class... Advice>
FileError wrong(const Source& file, const ZipEntry& entry, std::string_view reason,
                Advice... advice) {
  return damaged(file, "entry \"" + printable(entry.name) + "\"", reason, advice...);
}

// Unpacks one entry. Memory is taken as bytes come out: a lie about the size costs none.
class Inflater {
 public:
  Inflater(const Source& file, const ZipEntry& entry) : file_(file), entry_(entry) {
    if (inflateInit2(&stream_, -MAX_WBITS) != Z_OK) throw std::bad_alloc();  // bare deflate
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  std::string unpack() {
    std::string bytes;
    int status = Z_OK;
    bool full = false;
    while (status != Z_STREAM_END) {
      // zlib may hold more than the last call had room for, and then needs no input to go on.
      if (stream_.avail_in == 0 && !full) refill();
      stream_.next_out = reinterpret_cast<unsigned char*>(unpacked_.data());
      stream_.avail_out = uInt(unpacked_.size());
      status = inflate(&stream_, Z_NO_FLUSH);
      if (status == Z_MEM_ERROR) throw std::bad_alloc();
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        throw wrong(file_, entry_, "its packed bytes do not fit together");
      full = stream_.avail_out == 0;
      bytes.append(unpacked_.data(), unpacked_.size() - stream_.avail_out);
      if (bytes.size() > entry_.size) throw wrong(file_, entry_, "it unpacks to more than it says");
    }
    if (bytes.size() < entry_.size) throw wrong(file_, entry_, "it unpacks to less than it says");
    if (read_ < entry_.packed || stream_.avail_in > 0)
      throw wrong(file_, entry_, "something is behind its packed bytes");
    return bytes;
  }

 private:
  void refill() {
    const uint64_t most = std::min<uint64_t>(entry_.packed - read_, packed_.size());
    if (most == 0) throw wrong(file_, entry_, "its packed bytes end too soon");
    file_.read_at(entry_.offset + read_, packed_.data(), most);
    read_ += most;
    stream_.next_in = packed_.data();
    stream_.avail_in = uInt(most);
  }

  const Source& file_;
  const ZipEntry& entry_;
  z_stream stream_{};
  uint64_t read_ = 0;  // of the packed bytes
  std::array<unsigned char, 1 << 16> packed_;
  std::array<char, 1 << 16> unpacked_;
};

}  // namespace

ZipFile::ZipFile(std::unique_ptr<Source> file, ZipRules rules)
    : file_(std::move(file)), rules_(rules), entries_(read_zip_directory(*file_)) {
  by_name_ = NameIndex(entries_);
  if (const ZipEntry* twice = by_name_.twice(entries_))
    throw wrong(*file_, *twice, "two entries have this name");
  const uint64_t most = checked_add(checked_multiply(rules_.ratio, file_->size()), rules_.slack);
  uint64_t total = 0;
  for (const ZipEntry& entry : entries_) {
    total = checked_add(total, entry.size);
    if (total > most)
      throw wrong(*file_, entry,
                  "with it the file unpacks to " + std::to_string(total) + " bytes, more than " +
                      std::to_string(rules_.ratio) + " times its size",
                  "a file can be made so to fill the memory; if you trust it, ZipRules allow more");
  }
}

std::string ZipFile::read(const ZipEntry& entry) const {
  const std::string bytes = entry.deflated ? Inflater(*file_, entry).unpack()
                                           : file_->read_at(entry.offset, entry.packed);
  const bool unknown = entry.crc == 0 && rules_.zero_crc_is_none;
  if (!unknown && crc32_of(bytes) != entry.crc)
    throw wrong(*file_, entry, "its bytes are not those that were saved: the CRC-32 differs");
  return bytes;
}

}  // namespace heed::inline HEED_PRECISION
