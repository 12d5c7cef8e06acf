// What a library that multiplies matrices on a device offers: a table of plain functions. It is the
// whole border between the engine (C++20, no CUDA) and the library (nvcc's C++17, no engine).
#pragma once

#include <cstdint>

namespace heed::device {

// How a call went. After `lost` the device answers to nothing any more (CUDA's sticky errors: it
// has read a wrong address, or fallen off the bus); the others leave it as it was.
enum Status : int32_t { ok = 0, no_memory = 1, refused = 2, lost = 3, absent = 4 };

// With how many digits the device multiplies floats; it always sums in float32. Doubles are not
// touched by it.
enum Precision : int32_t {
  fp32 = 0,  // 24 bits of mantissa, as the processor has them
  tf32 = 1,  // 11, on tensor cores
  bf16 = 2,  // 8, on tensor cores
};

// What work waits in: each does its own in order, and next to the others.
enum Stream : int32_t { uploads = 0, products = 1, downloads = 2, stream_count = 3 };
// A place in a stream, for another stream or the processor to wait for: events 0 to this, less 1.
constexpr int32_t event_count = 8;

// What was found.
struct About {
  char name[256];           // "NVIDIA H100 80GB HBM3"
  int32_t major, minor;     // its compute capability: 9.0
  uint64_t memory;          // bytes
  int32_t driver, runtime;  // versions of CUDA: 13000 is 13.0
};

// A row-major matrix on the device, as kernels::Matrix; the next of a batch is `step` numbers on.
struct Matrix {
  const void* numbers;
  int64_t stride;
  int32_t transposed;
  int64_t step;
};

// C = A B, or C += A B where `add` is set, `count` times. A (m, k), B (k, n), C (m, n).
struct Product {
  int64_t count, m, n, k;
  Matrix a, b;
  void* c;
  int64_t c_stride, c_step;
  int32_t add;
  int32_t number_bytes;  // 4 or 8
  int32_t precision;     // a Precision
};

// One opened device: what open() gives.
struct Context;

// The number of this interface: raised when anything above or below changes.
constexpr int32_t interface_version = 1;

// Calls give a Status; after one that is not `ok`, problem() says in words what went wrong.
struct Table {
  int32_t version;  // interface_version
  int32_t (*open)(Context** context, About* about);
  void (*close)(Context* context);
  const char* (*problem)();  // of the last call of this thread that failed
  int32_t (*allocate)(Context* context, uint64_t bytes, void** memory);
  void (*release)(Context* context, void* memory);
  // Memory of the processor that stays where it is, so that the device can fetch from it by itself.
  int32_t (*allocate_pinned)(Context* context, uint64_t bytes, void** memory);
  void (*release_pinned)(Context* context, void* memory);
  // These return at once; `host` is pinned, and is left alone until an event behind it has passed.
  int32_t (*upload)(Context* context, void* device, const void* host, uint64_t bytes);
  int32_t (*multiply)(Context* context, const Product* product);
  int32_t (*download)(Context* context, void* host, const void* device, uint64_t bytes);
  int32_t (*record)(Context* context, int32_t event, int32_t stream);
  int32_t (*wait)(Context* context, int32_t stream, int32_t event);  // a stream for an event
  int32_t (*finish_event)(Context* context, int32_t event);          // the caller for an event
  int32_t (*finish)(Context* context);                               // the caller for all
};

}  // namespace heed::device

// What the library exports, by this name.
extern "C" const heed::device::Table* heed_device_table();
