// cuBLAS with nothing around it: the measure for the offload.

#include <cublas_v2.h>
#include <cuda_runtime.h>

#include <vector>

static bool fill(float* to, int n) {
  std::vector<float> numbers(size_t(n) * size_t(n));
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = float(i % 997) / 997 - 0.5f;
  return cudaMemcpy(to, numbers.data(), numbers.size() * sizeof(float), cudaMemcpyHostToDevice) ==
         cudaSuccess;
}

// Seconds of one n x n product of floats that are on the card, the mean of `runs` in a row by the
// card's own clock; precision as in engine/cuda/device.hpp. Negative where it failed.
extern "C" double cublas_alone(int n, int precision, int runs) {
  const size_t bytes = size_t(n) * size_t(n) * sizeof(float);
  const cublasComputeType_t types[] = {CUBLAS_COMPUTE_32F, CUBLAS_COMPUTE_32F_FAST_TF32,
                                       CUBLAS_COMPUTE_32F_FAST_16BF};
  float *a = nullptr, *b = nullptr, *c = nullptr;
  cublasHandle_t blas = nullptr;
  cudaEvent_t begin = nullptr, end = nullptr;
  bool well = cudaMalloc(&a, bytes) == cudaSuccess && cudaMalloc(&b, bytes) == cudaSuccess &&
              cudaMalloc(&c, bytes) == cudaSuccess && fill(a, n) && fill(b, n) && cudaEventCreate(&begin) == cudaSuccess &&
              cudaEventCreate(&end) == cudaSuccess && cublasCreate(&blas) == CUBLAS_STATUS_SUCCESS;
  const float one = 1, zero = 0;
  for (int run = -3; well && run < runs; ++run) {  // three to warm up
    if (run == 0) cudaEventRecord(begin);
    well = cublasGemmEx(blas, CUBLAS_OP_N, CUBLAS_OP_N, n, n, n, &one, b, CUDA_R_32F, n, a,
                        CUDA_R_32F, n, &zero, c, CUDA_R_32F, n, types[precision],
                        CUBLAS_GEMM_DEFAULT) == CUBLAS_STATUS_SUCCESS;
  }
  float milliseconds = 0;
  if (well) {
    cudaEventRecord(end);
    well = cudaEventSynchronize(end) == cudaSuccess &&
           cudaEventElapsedTime(&milliseconds, begin, end) == cudaSuccess;
  }
  if (blas) cublasDestroy(blas);
  cudaEventDestroy(begin);
  cudaEventDestroy(end);
  for (float* memory : {a, b, c}) cudaFree(memory);
  return well ? 1e-3 * milliseconds / runs : -1;
}
