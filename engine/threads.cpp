// Threads: OpenMP's, and BLAS's, which is told in another way in each of its flavours.

#include "engine/threads.hpp"

#include <omp.h>

#include "engine/error.hpp"

// OpenBLAS's own functions; absent (null) where another BLAS is linked.
extern "C" {
[[gnu::weak]] int openblas_get_parallel();
[[gnu::weak]] void openblas_set_num_threads(int);
[[gnu::weak]] char* openblas_get_config();
}

namespace heed::inline HEED_PRECISION {

void set_num_threads(int n) {
  if (n < 1) throw ValueError("[set_num_threads] needs at least 1, got " + std::to_string(n));
  omp_set_num_threads(n);
  // The OpenMP flavour asks OpenMP at each call and would ignore this; only the pthread one needs
  // it.
  if (openblas_get_parallel && openblas_get_parallel() == 1) openblas_set_num_threads(n);
}

int num_threads() { return omp_get_max_threads(); }

std::string blas_name() {
  if (!openblas_get_parallel) return "a BLAS that is not OpenBLAS";
  const char* flavours[] = {"one thread", "its own threads", "OpenMP threads"};
  return std::string(openblas_get_config()) + ", " + flavours[openblas_get_parallel() % 3];
}

}  // namespace heed::inline HEED_PRECISION
