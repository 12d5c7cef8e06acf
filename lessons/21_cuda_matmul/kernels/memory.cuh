// What can fail on the card: its memory, and calls, each of which is checked.
#pragma once

#include <cublas_v2.h>
#include <cuda_runtime.h>

#include <stdexcept>
#include <string>

namespace lesson21 {

inline void check(cudaError_t code, const char* what) {
  if (code == cudaSuccess) return;
  cudaGetLastError();  // else the next call would report it again
  throw std::runtime_error(std::string(what) + ": " + cudaGetErrorString(code));
}
inline void check(cublasStatus_t code, const char* what) {
  if (code != CUBLAS_STATUS_SUCCESS)
    throw std::runtime_error(std::string(what) + ": " + cublasGetStatusString(code));
}

// `count` numbers on the card, freed with their owner.
template <class Number>
class OnCard {
 public:
  explicit OnCard(size_t count) {
    check(cudaMalloc(&data_, (count ? count : 1) * sizeof(Number)), "memory on the card");
  }
  ~OnCard() { cudaFree(data_); }
  OnCard(const OnCard&) = delete;
  OnCard& operator=(const OnCard&) = delete;
  Number* data() const { return data_; }

 private:
  Number* data_ = nullptr;
};

class Event {
 public:
  Event() { check(cudaEventCreate(&event_), "an event"); }
  ~Event() { cudaEventDestroy(event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  void record() { check(cudaEventRecord(event_), "an event"); }
  // Seconds between two recorded events, once the later one has happened.
  static double seconds(const Event& begin, const Event& end) {
    float milliseconds = 0;
    check(cudaEventSynchronize(end.event_), "the kernel");
    check(cudaEventElapsedTime(&milliseconds, begin.event_, end.event_), "the time");
    return double(milliseconds) / 1e3;
  }

 private:
  cudaEvent_t event_{};
};

// cuBLAS, started when first asked for.
class Cublas {
 public:
  Cublas() = default;
  ~Cublas() {
    if (handle_) cublasDestroy(handle_);
  }
  Cublas(const Cublas&) = delete;
  Cublas& operator=(const Cublas&) = delete;
  cublasHandle_t handle() {
    if (!handle_) check(cublasCreate(&handle_), "cuBLAS");
    return handle_;
  }

 private:
  cublasHandle_t handle_ = nullptr;
};

}  // namespace lesson21
