// Starting a kernel, or cuBLAS, on matrices that lie on the card.
#pragma once

#include "lessons/21_cuda_matmul/kernels/coalesced.hpp"
#include "lessons/21_cuda_matmul/kernels/device.cuh"
#include "lessons/21_cuda_matmul/kernels/library.hpp"
#include "lessons/21_cuda_matmul/kernels/memory.cuh"
#include "lessons/21_cuda_matmul/kernels/naive.hpp"
#include "lessons/21_cuda_matmul/kernels/registers.hpp"
#include "lessons/21_cuda_matmul/kernels/tiles.hpp"
#include "lessons/21_cuda_matmul/kernels/vectorised.hpp"

namespace lesson21 {

template <class Kernel>
__global__ void __launch_bounds__(Kernel::kThreads, Kernel::kBlocks)
    on_card(Product<typename Kernel::Number> p) {
  extern __shared__ __align__(128) unsigned char bytes[];
  const DeviceThread thread{int(blockIdx.x), int(blockIdx.y), int(threadIdx.x)};
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
  constexpr bool kKnown = !Kernel::kNeedsAmpere;  // launch() refuses the others
#else
  constexpr bool kKnown = true;
#endif
  if constexpr (kKnown) Kernel::run(thread, *reinterpret_cast<typename Kernel::Shared*>(bytes), p);
}

inline int attribute(cudaDeviceAttr which) {
  int value = 0;
  check(cudaDeviceGetAttribute(&value, which, 0), "asking the card");
  return value;
}

// Once for each kernel: whether the card knows it, and more shared memory than every block may
// have.
template <class Kernel>
bool prepare() {
  if (Kernel::kNeedsAmpere && attribute(cudaDevAttrComputeCapabilityMajor) < 8)
    throw std::runtime_error("bf16 and TF32 need a card of compute capability 8.0 (A100, RTX 30)");
  constexpr int kShared = int(sizeof(typename Kernel::Shared));
  if (kShared > 48 * 1024)
    check(
        cudaFuncSetAttribute(on_card<Kernel>, cudaFuncAttributeMaxDynamicSharedMemorySize, kShared),
        "shared memory");
  return true;
}

template <class Kernel>
void launch(const Product<typename Kernel::Number>& p) {
  static const bool prepared = prepare<Kernel>();  // tried again if it threw
  (void)prepared;
  const dim3 blocks(unsigned(steps_of(p.c.columns, Kernel::kColumns)),
                    unsigned(steps_of(p.c.rows, Kernel::kRows)));
  on_card<Kernel><<<blocks, Kernel::kThreads, sizeof(typename Kernel::Shared)>>>(p);
  check(cudaGetLastError(), "starting the kernel");
}

// cuBLAS counts by columns, as Fortran does: to it, our row-major matrices are transposed, and
// C^T = B^T A^T is what it is asked for. CUBLAS_COMPUTE_32F is plain float, without TF32.
template <class Number>
void launch_cublas(Cublas& cublas, const Product<Number>& p, cublasComputeType_t compute) {
  const cudaDataType_t type = sizeof(Number) == 2 ? CUDA_R_16BF : CUDA_R_32F;
  const float one = 1, zero = 0;
  check(cublasGemmEx(cublas.handle(), CUBLAS_OP_N, CUBLAS_OP_N, p.c.columns, p.c.rows, p.inner(),
                     &one, p.b.data, type, p.b.columns, p.a.data, type, p.a.columns, &zero,
                     p.c.data, CUDA_R_32F, p.c.columns, compute, CUBLAS_GEMM_DEFAULT),
        "cuBLAS");
}

inline bool takes_bf16(int way) { return way == kTensorCoresBf16 || way == kCublasBf16; }

inline void launch(int way, Cublas& cublas, const Product<float>& p) {
  switch (way) {
    case kNaive:
      return launch<Naive>(p);
    case kCoalesced:
      return launch<Coalesced>(p);
    case kTiles:
      return launch<Tiles>(p);
    case kRegisters:
      return launch<Registers>(p);
    case kVectorised:
      return launch<Vectorised>(p);
    case kTensorCoresTf32:
      return launch<TensorCores<InTf32>>(p);
    case kCublasFloat:
      return launch_cublas(cublas, p, CUBLAS_COMPUTE_32F);
    case kCublasTf32:
      return launch_cublas(cublas, p, CUBLAS_COMPUTE_32F_FAST_TF32);
    default:
      throw std::runtime_error("there is no way " + std::to_string(way));
  }
}

inline void launch(int way, Cublas& cublas, const Product<Bf16>& p) {
  if (way == kTensorCoresBf16)
    launch<TensorCores<InBf16>>(p);
  else
    launch_cublas(cublas, p, CUBLAS_COMPUTE_32F);
}

}  // namespace lesson21
