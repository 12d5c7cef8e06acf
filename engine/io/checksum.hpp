// CRC-32, the checksum of zip, gzip and PNG: every change within 32 bits in a row changes it.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/io/source.hpp"

namespace heed::inline HEED_PRECISION {

// Of what `so_far` is the checksum of, followed by `bytes`. That of nothing is 0.
uint32_t crc32_of(std::string_view bytes, uint32_t so_far = 0);

// Of bytes [offset, offset + count), read piece by piece.
uint32_t crc32_of(const Source& source, uint64_t offset, uint64_t count);

}  // namespace heed::inline HEED_PRECISION
