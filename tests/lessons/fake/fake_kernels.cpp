// In place of lesson 21's library of kernels: a card that is imagined, and fails where it is told.
#include <cstdlib>
#include <cstring>

#include "lessons/21_cuda_matmul/kernels/library.hpp"

namespace {

// The environment's FAKE_KERNELS_FAIL names a function.
bool fails(const char* function) {
  const char* const named = std::getenv("FAKE_KERNELS_FAIL");
  return named && std::strcmp(named, function) == 0;
}

}  // namespace

extern "C" {

int lesson21_card(Lesson21Card* card) {
  if (fails("card")) return 1;
  *card = {};
  std::strcpy(card->name, "Imagined");
  card->major = 9;
  card->multiprocessors = 100;
  card->clock = 1e9;
  return 0;
}

int lesson21_product(int, int m, int n, int k, const float* a, const float* b, float* c) {
  if (fails("product")) return 1;
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j) {
      c[i * n + j] = 0;
      for (int p = 0; p < k; ++p) c[i * n + j] += a[i * k + p] * b[p * n + j];
    }
  return 0;
}

// The ways lie 1, 2, 3, … TFLOP/s apart; TF32 cannot be run at 8,192.
int lesson21_seconds(int way, int n, double* seconds) {
  if (fails("seconds") || (way == kTensorCoresTf32 && n == 8192)) return 1;
  *seconds = 2.0 * n * n * n / (1e12 * (way + 1));
  return 0;
}

int lesson21_bus(double* to_card, double* from_card, double* latency) {
  if (fails("bus")) return 1;
  *to_card = 5e10;
  *from_card = 4e10;
  *latency = 1e-5;
  return 0;
}

const char* lesson21_problem() { return "imagined failure"; }
}
