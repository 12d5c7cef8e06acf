// The header of a .npy file, a Python dictionary in text.
#pragma once

#include "engine/io/stored_array.hpp"

namespace heed::inline HEED_PRECISION {

struct NpyHeader {
  StoredArray array;
  bool fortran_order = false;
};

// Reads and checks all of it, and that its array is all that follows. FileError with path, field
// and reason.
NpyHeader read_npy_header(const Source& file);

}  // namespace heed::inline HEED_PRECISION
