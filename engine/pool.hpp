// The memory behind buffers: blocks that are given back wait to be taken again.
#pragma once

#include <cstdint>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION::pool {

// In front of its bytes each block has room for a header, which keeps them aligned. It is not
// counted in the size class: 2^n bytes fit theirs exactly.
constexpr uint64_t kHeader = 64;

// A block, which begins with its header: of which size class it is, and which was asked for.
struct Block {
  void* memory;
  int size_class, asked;
};

// At least so many bytes behind the header. MemoryError if the machine has not that much.
Block take(uint64_t bytes);
void give_back(const Block& block);

// How many bytes a block of a size class has, behind its header.
uint64_t bytes_of(int size_class);

}  // namespace heed::inline HEED_PRECISION::pool
