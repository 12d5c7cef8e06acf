// The grid of a kernel as a loop over blocks, whose threads are fibers.
#include "lessons/21_cuda_matmul/emulation.hpp"

#include <algorithm>
#include <cmath>

#include "lessons/21_cuda_matmul/host_thread.hpp"
#include "lessons/21_cuda_matmul/kernels/coalesced.hpp"
#include "lessons/21_cuda_matmul/kernels/naive.hpp"
#include "lessons/21_cuda_matmul/kernels/registers.hpp"
#include "lessons/21_cuda_matmul/kernels/tiles.hpp"
#include "lessons/21_cuda_matmul/kernels/vectorised.hpp"

namespace lesson21 {

namespace {

struct Way {
  std::string name, figure;
  int rival;
};

const Way& way_of(int way) {
  static const Way ways[kWays] = {{"naive", "naive", kCublasFloat},
                                  {"coalesced", "coalesced", kCublasFloat},
                                  {"tiles", "tiles", kCublasFloat},
                                  {"register tiles", "register_tiles", kCublasFloat},
                                  {"vectorised", "vectorised", kCublasFloat},
                                  {"tensor cores, TF32", "tensor_cores_tf32", kCublasTf32},
                                  {"tensor cores, bf16", "tensor_cores_bf16", kCublasBf16},
                                  {"cuBLAS, float", "cublas_float", kCublasFloat},
                                  {"cuBLAS, TF32", "cublas_tf32", kCublasTf32},
                                  {"cuBLAS, bf16", "cublas_bf16", kCublasBf16}};
  if (way < 0 || way >= kWays) throw heed::ValueError("there is no way " + std::to_string(way));
  return ways[way];
}

// Shared memory begins as NaN: what no thread has put there must not be read.
template <class Kernel>
void run_block(Fibers& fibers, Recorder* recorder, int x, int y,
               const Product<typename Kernel::Number>& product) {
  using Shared = typename Kernel::Shared;
  alignas(128) static std::byte bytes[sizeof(Shared)];
  std::memset(bytes, 0xFF, sizeof(bytes));
  HostBlock block{fibers, recorder, bytes, sizeof(bytes)};
  const auto body = [&](int index) {
    HostThread thread(block, x, y, index);
    Kernel::run(thread, *reinterpret_cast<Shared*>(bytes), product);
  };
  fibers.run(body, [&] {
    if (recorder) recorder->barrier();
  });
}

template <class Kernel>
void run_grid(const Product<typename Kernel::Number>& product, Counts* counts) {
  Fibers fibers(Kernel::kThreads);
  Recorder recorder(Kernel::kThreads, sizeof(typename Kernel::Shared));
  for (int y = 0; y < steps_of(product.c.rows, Kernel::kRows); ++y)
    for (int x = 0; x < steps_of(product.c.columns, Kernel::kColumns); ++x)
      run_block<Kernel>(fibers, counts ? &recorder : nullptr, x, y, product);
  if (counts) *counts = recorder.counts();
}

void emulate_bf16(int m, int n, int k, const float* a, const float* b, Matrix<float> c,
                  Counts* counts) {
  struct alignas(64) Line {  // matrices begin at multiples of 64 bytes, as the card's do
    Bf16 at[32];
  };
  const auto rounded = [](const float* from, int64_t count) {
    std::vector<Line> lines(size_t(count) / 32 + 1);
    for (int64_t i = 0; i < count; ++i) lines[size_t(i) / 32].at[i % 32] = to_bf16(from[i]);
    return lines;
  };
  const auto left = rounded(a, int64_t(m) * k), right = rounded(b, int64_t(k) * n);
  run_grid<TensorCores<InBf16>>(
      {matrix<const Bf16>(left.front().at, m, k), matrix<const Bf16>(right.front().at, k, n), c},
      counts);
}

}  // namespace

const std::string& name_of(int way) { return way_of(way).name; }
const std::string& figure_name(int way) { return way_of(way).figure; }
int rival_of(int way) { return way_of(way).rival; }

void emulate(int way, int m, int n, int k, const float* a, const float* b, float* c,
             Counts* counts) {
  const Product<float> product{matrix(a, m, k), matrix(b, k, n), matrix(c, m, n)};
  switch (way) {
    case kNaive:
      return run_grid<Naive>(product, counts);
    case kCoalesced:
      return run_grid<Coalesced>(product, counts);
    case kTiles:
      return run_grid<Tiles>(product, counts);
    case kRegisters:
      return run_grid<Registers>(product, counts);
    case kVectorised:
      return run_grid<Vectorised>(product, counts);
    case kTensorCoresTf32:
      return run_grid<TensorCores<InTf32>>(product, counts);
    case kTensorCoresBf16:
      return emulate_bf16(m, n, k, a, b, product.c, counts);
    default:
      throw heed::ValueError("way " + std::to_string(way) + " is no kernel of ours");
  }
}

// A warp and a k: naive 33 sectors, coalesced 1 + 4. Else every block of C reads its rows of A and
// its columns of B once: A as often as there are blocks in a row, B as there are in a column.
int64_t formula_bytes_read(int way, int64_t m, int64_t n, int64_t k) {
  const auto by_blocks = [&](int64_t rows, int64_t columns, int64_t bytes) {
    return m * k * bytes * (n / columns) + k * n * bytes * (m / rows);
  };
  if (way == kNaive) return 33 * m * n * k;
  if (way == kCoalesced) return 5 * m * n * k;
  if (way == kTiles) return by_blocks(32, 32, 4);
  if (way == kTensorCoresTf32) return by_blocks(128, 256, 4);
  if (way == kTensorCoresBf16) return by_blocks(128, 256, 2);
  return by_blocks(128, 128, 4);
}

// A warp of the naive kernel writes to 32 rows, 4 bytes of each sector's 32.
int64_t formula_bytes_written(int way, int64_t m, int64_t n) {
  return (way == kNaive ? 32 : 4) * m * n;
}

Distance distance(int m, int n, int k, const float* a, const float* b, const float* c) {
  double off = 0, product = 0, terms = 0;
  std::vector<double> sums(static_cast<size_t>(n)), sizes(sums);
  for (int64_t i = 0; i < m; ++i) {
    std::fill(sums.begin(), sums.end(), 0.0);
    std::fill(sizes.begin(), sizes.end(), 0.0);
    for (int64_t p = 0; p < k; ++p)
      for (int64_t j = 0; j < n; ++j) {
        const double term = double(a[i * k + p]) * double(b[p * n + j]);
        sums[size_t(j)] += term;
        sizes[size_t(j)] += std::abs(term);
      }
    for (int64_t j = 0; j < n; ++j) {
      off += std::pow(sums[size_t(j)] - double(c[i * n + j]), 2);
      product += std::pow(sums[size_t(j)], 2);
      terms += std::pow(sizes[size_t(j)], 2);
    }
  }
  return {std::sqrt(off / product), std::sqrt(off / terms)};
}

}  // namespace lesson21
