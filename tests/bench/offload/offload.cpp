// How near the offload comes to cuBLAS alone where the operands are on the card, and what the whole
// trip costs where they are not. Needs a card: build/bench/offload

#include <dlfcn.h>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <vector>

#include "engine/cuda/session.hpp"

namespace {

using namespace heed;

template <class Run>
double seconds_of(int runs, const Run& run) {
  const auto begin = std::chrono::steady_clock::now();
  run(runs);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  return taken.count() / runs;
}

// Both operands are there, and the result stays there: `runs` products in a row, then the wait.
double resident(cuda::Session& session, int64_t n, device::Precision precision, int runs) {
  const uint64_t bytes = uint64_t(n * n) * sizeof(float);
  const cuda::Memory a = session.pool().take(bytes), b = session.pool().take(bytes),
                     c = session.pool().take(bytes);
  std::vector<float> numbers(size_t(n * n));  // as in alone.cu: a card is faster on zeros
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = float(i % 997) / 997 - 0.5f;
  for (const cuda::Memory& x : {a, b})
    session.staging().send({numbers.data(), 1, n, n, n, 0}, 0, n * n, x.get());
  session.device().finish();
  const auto multiply = [&](int times) {
    for (int i = 0; i < times; ++i)
      session.device().multiply({.count = 1,
                                 .m = n,
                                 .n = n,
                                 .k = n,
                                 .a = {a.get(), n, false, 0},
                                 .b = {b.get(), n, false, 0},
                                 .c = c.get(),
                                 .c_stride = n,
                                 .c_step = 0,
                                 .add = false,
                                 .number_bytes = sizeof(float),
                                 .precision = precision});
    session.device().finish();
  };
  multiply(3);
  return seconds_of(runs, multiply);
}

// From memory to memory.
double trip(cuda::Session& session, int64_t n, device::Precision precision) {
  const std::vector<float> a(size_t(n * n)), b = a;
  std::vector<float> c(size_t(n * n));
  const cuda::Request request{1, {}, n, n, n, {a.data(), n}, {b.data(), n}, {c.data(), false}, n};
  session.multiply(request, precision);
  return seconds_of(5, [&](int times) {
    for (int i = 0; i < times; ++i) session.multiply(request, precision);
  });
}

void measure() {
  cuda::Session session;
  void* library = dlopen(CUBLAS_ALONE, RTLD_NOW);
  using Alone = double (*)(int n, int precision, int runs);
  const auto alone = library ? reinterpret_cast<Alone>(dlsym(library, "cublas_alone")) : nullptr;
  if (!alone) throw Error(dlerror());
  std::printf("%s\nprecision     n  cuBLAS alone  offload, resident  share  whole trip (TFLOP/s)\n",
              session.device().name().c_str());
  const char* names[] = {"fp32", "tf32", "bf16"};
  for (const int precision : {0, 1, 2})
    for (const int n : {512, 1024, 2048, 4096, 8192}) {
      const int runs = n < 4096 ? 100 : 20;
      const double flops = 2e-12 * double(n) * n * n;
      const auto mode = device::Precision(precision);
      const double best = alone(n, precision, runs), ours = resident(session, n, mode, runs);
      std::printf("%-9s %5d %13.2f %18.2f %5.1f%% %11.2f\n", names[precision], n, flops / best,
                  flops / ours, 100 * best / ours, flops / trip(session, n, mode));
    }
}

}  // namespace

int main() {
  try {
    measure();
  } catch (const std::exception& error) {
    std::cerr << "offload: " << error.what() << "\n";
    return 5;
  }
}
