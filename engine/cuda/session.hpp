// One product after the other on an open device.
#pragma once

#include <mutex>

#include "engine/cuda/memory.hpp"
#include "engine/cuda/staging.hpp"

namespace heed::inline HEED_PRECISION::cuda {

// What kernels::gemm_batch is asked for: C = A B, or C += A B, `count` times.
struct Request {
  int64_t count;
  kernels::BatchStep step;
  int64_t m, n, k;
  kernels::Matrix a, b;
  Slot c;
  int64_t stride;  // of C

  // Its FLOPs, and how its matrices lie in memory.
  int64_t flops() const { return 2 * count * m * n * k; }
  Layout layout_a() const { return layout_of(a, m, k, count, step.a); }
  Layout layout_b() const { return layout_of(b, k, n, count, step.b); }
  Layout layout_c() const { return layout_of({c.data, stride}, m, n, count, step.c); }
};

// Bytes over the bus, and what was computed for them.
struct Traffic {
  int64_t products = 0, flops = 0, up = 0, down = 0;
  int64_t kept = 0;  // bytes that did not go up, because they were there
  double seconds = 0;
};

// An open device, what it holds, and the way there and back.
class Session {
 public:
  Session();  // opens the device: Failure

  // All of the product, or none of it: C is written when its last number has come back, and where
  // this throws it is as it was. From several threads it is one at a time. Failure.
  void multiply(const Request& request, device::Precision precision);

  // What multiply() would send and fetch now: `up`, `down` and `kept` alone.
  Traffic foresee(const Request& request);
  Traffic traffic();  // of all products since the last reset
  void reset_traffic();

  // For who measures.
  Device& device() { return device_; }
  Pool& pool() { return pool_; }
  Staging& staging() { return staging_; }

 private:
  struct Operand;
  Memory take(uint64_t bytes);
  Operand place(const Layout& x);
  void bring(Operand& x, int64_t numbers);
  void compute(const Request& request, device::Precision precision);

  std::mutex mutex_;
  Device device_;  // the others are gone before it
  Pool pool_;
  Parameters parameters_;
  Staging staging_;
  Traffic traffic_;
};

}  // namespace heed::inline HEED_PRECISION::cuda
