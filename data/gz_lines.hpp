// The lines of a gzipped text file, one after the other, without holding it in memory.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/io/file.hpp"

struct z_stream_s;

namespace heed::inline HEED_PRECISION {

// How much a file may hold before it is refused: a few kilobytes can unpack to gigabytes.
struct GzLimits {
  int64_t line_bytes = 1 << 16;
  int64_t total_bytes = int64_t(1) << 28;  // unpacked
};

// FileError, with path and line number, for what is no regular file, empty, not gzip, damaged
// (gzip's checksum is verified), cut short, or beyond the limits.
class GzLines {
 public:
  explicit GzLines(const std::string& path, GzLimits limits = {});
  ~GzLines();

  // The next line without its "\n" or "\r\n"; the last one may lack it. False at the end.
  bool next(std::string& line);
  int64_t number() const { return number_; }  // of the line that next() gave last, from 1

  // What to throw when that line is wrong: "PATH: line 12: reason".
  FileError error(std::string_view reason) const;

 private:
  bool refill();  // more unpacked bytes; false at the end of the file
  bool unpack();  // some bytes through zlib; true if any came out
  bool more_packed();
  void end_of_member();
  FileError damaged(std::string_view reason) const;

  InputFile file_;
  GzLimits limits_;
  std::unique_ptr<z_stream_s> stream_;
  std::array<unsigned char, 1 << 15> packed_;
  std::array<char, 1 << 16> unpacked_;
  std::string_view rest_;  // of unpacked_, not yet given out
  int64_t total_ = 0, number_ = 0;
  bool finished_ = false;
};

}  // namespace heed::inline HEED_PRECISION
