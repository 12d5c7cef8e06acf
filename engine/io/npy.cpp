// NumPy's files of one array.

#include "engine/io/npy.hpp"

#include <algorithm>
#include <array>

#include "engine/io/file.hpp"
#include "engine/io/little_endian.hpp"
#include "engine/io/npy_header.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// y[i, j, k] = x[k, j, i] for y of that shape: Fortran's order of axes, undone.
template <class T>
void reverse_axes(const T* x, const Shape& shape, T* y) {
  std::array<int64_t, Shape::kMaxRank> index{};
  const int64_t count = shape.numel();
  for (int64_t from = 0, to = 0; from < count; ++from) {
    y[to] = x[from];
    for (int axis = 0; axis < shape.rank(); ++axis) {  // the first runs fastest
      const int64_t stride = shape.product(axis + 1, shape.rank());
      to += stride;
      if (++index[size_t(axis)] < shape[axis]) break;
      index[size_t(axis)] = 0;
      to -= stride * shape[axis];
    }
  }
}

const char* code_of(Dtype dtype) {
  return dtype == Dtype::f32 ? "<f4" : dtype == Dtype::f64 ? "<f8" : "<i8";
}

void save(const std::string& path, Dtype dtype, const Shape& shape, const void* numbers) {
  OutputFile file(path);
  file.write(npy_header(dtype, shape));
  file.write({static_cast<const char*>(numbers), size_t(shape.numel()) * width(dtype)});
  file.commit();
}

}  // namespace

// NumPy pads so that the numbers begin at a multiple of 64, and leaves room for the first length to
// grow to 21 digits.
std::string npy_header(Dtype dtype, const Shape& shape) {
  std::string lengths;
  for (const int64_t length : shape)
    lengths.append(lengths.empty() ? "" : ", ").append(std::to_string(length));
  if (shape.rank() == 1) lengths += ",";
  std::string text = std::string("{'descr': '") + code_of(dtype) +
                     "', 'fortran_order': False, 'shape': (" + lengths + "), }";
  if (shape.rank() > 0) text.append(21 - std::to_string(shape[0]).size(), ' ');
  constexpr size_t kStart = 10;  // "\x93NUMPY", version, length
  text.append(64 - (kStart + text.size() + 1) % 64, ' ');
  text += '\n';
  std::string start = "\x93NUMPY\1";
  start += '\0';
  append_little_endian(start, uint16_t(text.size()));
  return start + text;
}

void save_npy(const std::string& path, const Tensor& x, Place at) {
  if (!x.defined()) throw ValueError(explain("save_npy", at, "the tensor refers to nothing"));
  save(path, kRealDtype, x.shape(), x.data());
}

void save_npy(const std::string& path, const Indices& x) {
  save(path, Dtype::i64, x.shape(), x.data());
}

NpyFile::NpyFile(const std::string& path) : NpyFile(std::make_unique<InputFile>(path)) {}

NpyFile::NpyFile(std::unique_ptr<Source> file) : file_(std::move(file)) {
  const NpyHeader header = read_npy_header(*file_);
  array_ = header.array;
  fortran_order_ = header.fortran_order;
}

Tensor NpyFile::tensor() const {
  const Tensor x = read_tensor(*file_, array_, "the array");
  if (!fortran_order_ || shape().rank() < 2) return x;
  Tensor y = empty(shape());
  reverse_axes(x.data(), shape(), y.mutable_data());
  return y;
}

Indices NpyFile::indices() const {
  const Indices x = read_indices(*file_, array_, "the array");
  if (!fortran_order_ || shape().rank() < 2) return x;
  Indices y(shape());
  reverse_axes(x.data(), shape(), y.mutable_data());
  return y;
}

Tensor load_npy(const std::string& path) { return NpyFile(path).tensor(); }
Indices load_npy_indices(const std::string& path) { return NpyFile(path).indices(); }

}  // namespace heed::inline HEED_PRECISION
