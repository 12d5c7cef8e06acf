// The library that multiplies on NVIDIA's cards: cuBLAS behind the table of engine/cuda/device.hpp.
// C++17, compiled by nvcc; it knows nothing of the engine.

#include <cublas_v2.h>
#include <cuda_runtime.h>

#include <cstdio>
#include <new>
#include <string>

#include "engine/cuda/device.hpp"

namespace heed::device {

// On card 0, which is every thread's unless it asks for another: CUDA_VISIBLE_DEVICES says which.
struct Context {
  cudaStream_t streams[stream_count] = {};
  cudaEvent_t events[event_count] = {};
  cublasHandle_t blas = nullptr;
};

namespace {

thread_local std::string problem_text;

int32_t fail(Status status, const std::string& text) {
  problem_text = text;
  return status;
}

// A sticky error is one that CUDA repeats whatever is asked next.
int32_t status_of(const char* call, cudaError_t error) {
  if (error == cudaSuccess) return ok;
  const std::string text = std::string(call) + ": " + cudaGetErrorString(error);
  cudaGetLastError();  // forgets what is not sticky
  if (error == cudaErrorMemoryAllocation) return fail(no_memory, text);
  const bool sticky =
      cudaPeekAtLastError() != cudaSuccess || cudaDeviceSynchronize() != cudaSuccess;
  return fail(sticky ? lost : refused, text);
}

int32_t status_of(const char* call, cublasStatus_t status) {
  if (status == CUBLAS_STATUS_SUCCESS) return ok;
  const std::string text = std::string(call) + ": " + cublasGetStatusString(status);
  if (const int32_t state = status_of(call, cudaDeviceSynchronize())) return state;  // sticky
  return fail(status == CUBLAS_STATUS_ALLOC_FAILED ? no_memory : refused, text);
}

// The call, or back with its failure.
#define HEED_TRY(call, ...)                                                        \
  do {                                                                             \
    if (const int32_t failed = status_of(#call, call(__VA_ARGS__))) return failed; \
  } while (false)

int32_t make(Context& context, About& about) {
  cudaDeviceProp card;
  HEED_TRY(cudaGetDeviceProperties, &card, 0);
  std::snprintf(about.name, sizeof about.name, "%s", card.name);
  about.major = card.major;
  about.minor = card.minor;
  about.memory = card.totalGlobalMem;
  for (cudaStream_t& stream : context.streams)
    HEED_TRY(cudaStreamCreateWithFlags, &stream, cudaStreamNonBlocking);
  for (cudaEvent_t& event : context.events)  // who waits sleeps: other threads have work
    HEED_TRY(cudaEventCreateWithFlags, &event, cudaEventDisableTiming | cudaEventBlockingSync);
  HEED_TRY(cublasCreate, &context.blas);
  HEED_TRY(cublasSetStream, context.blas, context.streams[products]);
  HEED_TRY(cublasSetMathMode, context.blas, CUBLAS_DEFAULT_MATH);  // no TF32 unasked
  return ok;
}

void close(Context* context) {
  cudaDeviceSynchronize();
  if (context->blas) cublasDestroy(context->blas);
  for (cudaEvent_t event : context->events)
    if (event) cudaEventDestroy(event);
  for (cudaStream_t stream : context->streams)
    if (stream) cudaStreamDestroy(stream);
  cudaGetLastError();
  delete context;
}

int32_t open(Context** opened, About* about) {
  *about = {};
  int cards = 0;
  cudaDriverGetVersion(&about->driver);  // 0 where there is no driver
  cudaRuntimeGetVersion(&about->runtime);
  const cudaError_t found = cudaGetDeviceCount(&cards);
  if (found != cudaSuccess || cards == 0) {
    cudaGetLastError();
    return fail(absent, found == cudaSuccess ? "there is no card" : cudaGetErrorString(found));
  }
  Context* context = new (std::nothrow) Context;
  if (!context) return fail(no_memory, "no memory");
  if (const int32_t failed = make(*context, *about)) {
    const std::string why = problem_text;
    close(context);
    return fail(Status(failed), why);
  }
  *opened = context;
  return ok;
}

const char* problem() { return problem_text.c_str(); }

int32_t allocate(Context*, uint64_t bytes, void** memory) {
  return status_of("cudaMalloc", cudaMalloc(memory, bytes));
}

void release(Context*, void* memory) { cudaFree(memory); }

int32_t allocate_pinned(Context*, uint64_t bytes, void** memory) {
  return status_of("cudaMallocHost", cudaMallocHost(memory, bytes));
}

void release_pinned(Context*, void* memory) { cudaFreeHost(memory); }

int32_t upload(Context* context, void* device, const void* host, uint64_t bytes) {
  return status_of("cudaMemcpyAsync", cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice,
                                                      context->streams[uploads]));
}

int32_t download(Context* context, void* host, const void* device, uint64_t bytes) {
  return status_of("cudaMemcpyAsync", cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost,
                                                      context->streams[downloads]));
}

cublasComputeType_t compute_type(const Product& p) {
  if (p.number_bytes == 8) return CUBLAS_COMPUTE_64F;
  if (p.precision == tf32) return CUBLAS_COMPUTE_32F_FAST_TF32;
  if (p.precision == bf16) return CUBLAS_COMPUTE_32F_FAST_16BF;
  return CUBLAS_COMPUTE_32F;
}

// cuBLAS reads columns where we write rows, so it takes each of our matrices for its transpose.
// What we ask for is C^T = B^T A^T, and in its eyes that is "C" = "B" "A": B goes first, n before
// m, and the flags stay as they are.
int32_t multiply(Context* context, const Product* product) {
  const Product& p = *product;
  const auto flag = [](const Matrix& x) { return x.transposed ? CUBLAS_OP_T : CUBLAS_OP_N; };
  const cudaDataType type = p.number_bytes == 8 ? CUDA_R_64F : CUDA_R_32F;
  const double one = 1, add = p.add ? 1 : 0;
  const float one_float = 1, add_float = p.add ? 1 : 0;
  const void* alpha = p.number_bytes == 8 ? static_cast<const void*>(&one) : &one_float;
  const void* beta = p.number_bytes == 8 ? static_cast<const void*>(&add) : &add_float;
  if (p.count == 1)
    HEED_TRY(cublasGemmEx, context->blas, flag(p.b), flag(p.a), int(p.n), int(p.m), int(p.k), alpha,
             p.b.numbers, type, int(p.b.stride), p.a.numbers, type, int(p.a.stride), beta, p.c,
             type, int(p.c_stride), compute_type(p), CUBLAS_GEMM_DEFAULT);
  else
    HEED_TRY(cublasGemmStridedBatchedEx, context->blas, flag(p.b), flag(p.a), int(p.n), int(p.m),
             int(p.k), alpha, p.b.numbers, type, int(p.b.stride), p.b.step, p.a.numbers, type,
             int(p.a.stride), p.a.step, beta, p.c, type, int(p.c_stride), p.c_step, int(p.count),
             compute_type(p), CUBLAS_GEMM_DEFAULT);
  return ok;
}

int32_t record(Context* context, int32_t event, int32_t stream) {
  return status_of("cudaEventRecord",
                   cudaEventRecord(context->events[event], context->streams[stream]));
}

int32_t wait(Context* context, int32_t stream, int32_t event) {
  return status_of("cudaStreamWaitEvent",
                   cudaStreamWaitEvent(context->streams[stream], context->events[event], 0));
}

int32_t finish_event(Context* context, int32_t event) {
  return status_of("cudaEventSynchronize", cudaEventSynchronize(context->events[event]));
}

int32_t finish(Context* context) {
  for (cudaStream_t stream : context->streams) HEED_TRY(cudaStreamSynchronize, stream);
  return ok;
}

}  // namespace

}  // namespace heed::device

extern "C" const heed::device::Table* heed_device_table() {
  using namespace heed::device;
  static const Table table = {interface_version,
                              open,
                              close,
                              problem,
                              allocate,
                              release,
                              allocate_pinned,
                              release_pinned,
                              upload,
                              multiply,
                              download,
                              record,
                              wait,
                              finish_event,
                              finish};
  return &table;
}
