// The lines of a gzipped text file, unpacked by zlib as they are asked for.
#include "data/gz_lines.hpp"

#include <zlib.h>

#include <new>

namespace heed::inline HEED_PRECISION {

GzLines::GzLines(const std::string& path, GzLimits limits)
    : file_(path), limits_(limits), stream_(std::make_unique<z_stream_s>()) {
  if (!more_packed()) throw damaged("is empty");
  if (packed_[0] != 0x1f || (stream_->avail_in > 1 && packed_[1] != 0x8b))
    throw damaged("is not a gzip file");
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  if (inflateInit2(stream_.get(), kGzipOnly) != Z_OK) throw std::bad_alloc();
}

GzLines::~GzLines() { inflateEnd(stream_.get()); }

bool GzLines::next(std::string& line) {
  line.clear();
  bool any = false;
  while (!rest_.empty() || refill()) {
    any = true;
    const size_t end = rest_.find('\n');
    line += rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (int64_t(line.size()) > limits_.line_bytes)
      throw damaged("line " + std::to_string(number_ + 1) + " is longer than " +
                    std::to_string(limits_.line_bytes) + " bytes");
    if (end != std::string_view::npos) break;
  }
  if (any) ++number_;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return any;
}

FileError GzLines::error(std::string_view reason) const {
  return damaged("line " + std::to_string(number_) + ": " + std::string(reason));
}

FileError GzLines::damaged(std::string_view reason) const {
  return FileError(file_message(file_.path(), reason));
}

bool GzLines::refill() {
  while (!finished_)
    if (unpack()) return true;
  return false;
}

bool GzLines::unpack() {
  if (stream_->avail_in == 0 && !more_packed())
    throw damaged("is cut short: it ends in the middle of the compressed data, after line " +
                  std::to_string(number_));
  stream_->next_out = reinterpret_cast<unsigned char*>(unpacked_.data());
  stream_->avail_out = uInt(unpacked_.size());
  const int status = inflate(stream_.get(), Z_NO_FLUSH);
  if (status == Z_MEM_ERROR) throw std::bad_alloc();
  if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
    throw damaged("is damaged: its compressed data do not fit together, after line " +
                  std::to_string(number_));
  rest_ = std::string_view(unpacked_.data(), unpacked_.size() - stream_->avail_out);
  total_ += int64_t(rest_.size());
  if (total_ > limits_.total_bytes)
    throw damaged("unpacks to more than " + std::to_string(limits_.total_bytes) + " bytes");
  if (status == Z_STREAM_END) end_of_member();
  return !rest_.empty();
}

bool GzLines::more_packed() {
  stream_->next_in = packed_.data();
  stream_->avail_in = uInt(file_.read(packed_.data(), packed_.size()));
  return stream_->avail_in > 0;
}

// A gzip file may consist of several, one behind the other. Anything else there is refused.
void GzLines::end_of_member() {
  if (stream_->avail_in == 0 && !more_packed()) {
    finished_ = true;
    return;
  }
  if (*stream_->next_in != 0x1f) throw damaged("has something behind its compressed data");
  inflateReset(stream_.get());
}

}  // namespace heed::inline HEED_PRECISION
