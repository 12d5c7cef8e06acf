// NumPy's files: .npy holds one array, .npz several (npz.hpp).
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include <memory>
#include <string>

#include "engine/io/stored_array.hpp"

namespace heed::inline HEED_PRECISION {

// Writes an array as NumPy's save does, to the byte: a tensor as <f4 (in the double build <f8),
// whole numbers as <i8. The file is whole or not there at all (file.hpp). ValueError for an
// undefined tensor; WriteError with path and reason.
void save_npy(const std::string& path, const Tensor& x, Place at = Place::here());
void save_npy(const std::string& path, const Indices& x);

// A .npy file of version 1.0, 2.0 or 3.0, open to be read: booleans, integers of 1 to 8 bytes, and
// floats of 2, 4 and 8, of either order of bytes, in C's or Fortran's order of axes. Making one
// checks all of the header before any memory is taken for numbers. FileError, with path, field and
// reason, for everything else: Python objects, structures, text, complex numbers, and numbers that
// are fewer or more than the header says.
class NpyFile {
 public:
  explicit NpyFile(const std::string& path);
  explicit NpyFile(std::unique_ptr<Source> file);

  Dtype dtype() const { return array_.dtype; }         // as in the file
  const Shape& shape() const { return array_.shape; }  // as NumPy shows it

  // The array in this build's precision, or whole numbers as they are; stored_array.hpp says how,
  // and when a number is a FileError.
  Tensor tensor() const;
  Indices indices() const;

 private:
  std::unique_ptr<Source> file_;
  StoredArray array_;
  bool fortran_order_ = false;  // the first axis is the one whose neighbours lie together
};

// The array of a file. Errors as above.
Tensor load_npy(const std::string& path);
Indices load_npy_indices(const std::string& path);

// What stands before an array's numbers in a .npy file.
std::string npy_header(Dtype dtype, const Shape& shape);

}  // namespace heed::inline HEED_PRECISION
