// The header of a .npy file, a Python dictionary in text.
#pragma once

#include "engine/io/stored_array.hpp"

namespace heed::inline HEED_PRECISION {

// What a header says, once it is known to be true.
struct NpyHeader {
  StoredArray array;           // its axes are in C's order, whatever the numbers'
  bool fortran_order = false;  // the first axis is the one whose neighbours lie together
};

// Reads and checks all of it, and that its array is all that follows. FileError with path, field
// and reason.
NpyHeader read_npy_header(const Source& file);

}  // namespace heed::inline HEED_PRECISION
