// CRC-32, by zlib.

#include "engine/io/checksum.hpp"

#include <zlib.h>

#include <algorithm>
#include <vector>

namespace heed::inline HEED_PRECISION {

uint32_t crc32_of(std::string_view bytes, uint32_t so_far) {
  if (bytes.empty()) return so_far;  // to zlib, a null pointer means: begin anew
  return uint32_t(
      crc32_z(so_far, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

uint32_t crc32_of(const Source& source, uint64_t offset, uint64_t count) {
  constexpr uint64_t kPiece = 1 << 16;
  std::vector<char> piece(std::min(count, kPiece));
  uint32_t sum = 0;
  for (uint64_t done = 0; done < count; done += piece.size()) {
    piece.resize(std::min(count - done, kPiece));
    source.read_at(offset + done, piece.data(), piece.size());
    sum = crc32_of({piece.data(), piece.size()}, sum);
  }
  return sum;
}

}  // namespace heed::inline HEED_PRECISION
