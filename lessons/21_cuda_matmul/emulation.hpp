// The kernels on the CPU: the same source, thread by thread, its memory watched.
#pragma once

#include <string>
#include <vector>

#include "lessons/21_cuda_matmul/kernels/library.hpp"
#include "lessons/21_cuda_matmul/recorder.hpp"

namespace lesson21 {

// The ways that are kernels of ours, and all; by their number in library.hpp.
constexpr int kOurs = kTensorCoresBf16 + 1;
const std::string& name_of(int way);      // "tensor cores, bf16"
const std::string& figure_name(int way);  // "tensor_cores_bf16", for result.json
int rival_of(int way);                    // cuBLAS on the same kind of numbers

// C (m, n) = A (m, k) B (k, n), row-major, as kernel `way` computes it; bf16 rounds A and B first.
// With `counts`, every access is watched. Error where a kernel leaves its memory, races, or some
// of its threads wait for ever.
void emulate(int way, int m, int n, int k, const float* a, const float* b, float* c,
             Counts* counts = nullptr);

// What emulate() counts, by formula, where the tiles of all kernels divide the matrices: bytes of
// A and B that warps ask for, and of C.
int64_t formula_bytes_read(int way, int64_t m, int64_t n, int64_t k);
int64_t formula_bytes_written(int way, int64_t m, int64_t n);

// How far c lies from the product in double, in norm: as a share of the product, which can be small
// by cancellation; and of what its terms add up to without their signs, |A| |B|.
struct Distance {
  double of_product, of_terms;
};
Distance distance(int m, int n, int k, const float* a, const float* b, const float* c);

}  // namespace lesson21
