// The library of the kernels: products, times, and what the card says about itself.
#include <cuda_bf16.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "lessons/21_cuda_matmul/kernels/launch.cuh"

namespace lesson21 {

namespace {

thread_local std::string problem;

// Runs what may throw; no exception may leave a C interface.
template <class Run>
int guarded(Run run) {
  try {
    run();
    return 0;
  } catch (const std::exception& error) {
    problem = error.what();
  } catch (...) {
    problem = "unknown";
  }
  return 1;
}

void look_at_card(Lesson21Card& card) {
  check(cudaDriverGetVersion(&card.driver), "the driver");
  if (card.driver == 0) throw std::runtime_error("no NVIDIA driver is installed");
  int cards = 0;
  check(cudaGetDeviceCount(&cards), "looking for a card");
  if (cards == 0) throw std::runtime_error("the driver sees no card");
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, 0), "asking the card");
  std::copy_n(properties.name, sizeof(card.name), card.name);
  card.major = properties.major;
  card.minor = properties.minor;
  card.multiprocessors = properties.multiProcessorCount;
  card.clock = 1e3 * attribute(cudaDevAttrClockRate);
  card.memory = double(properties.totalGlobalMem);
}

// The nearest bf16, ties to even; NaN stays NaN.
__global__ void round_to_bf16(const float* from, Bf16* to, size_t count) {
  const size_t i = size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < count) to[i].bits = __bfloat16_as_ushort(__float2bfloat16(from[i]));
}

// Numbers from -1 to 1 that look random: time can depend on the data (power does).
__global__ void fill(float* x, size_t count, unsigned seed) {
  const size_t i = size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  unsigned bits = unsigned(i) * 2654435761u ^ seed;
  bits = (bits ^ bits >> 15) * 2246822519u;
  bits = (bits ^ bits >> 13) * 3266489917u;
  if (i < count) x[i] = float(bits >> 8) / float(1 << 23) - 1;
}

unsigned blocks_for(size_t count) { return unsigned((count + 255) / 256); }

// Two factors and their product on the card, in float and, where a way takes them, in bf16.
class Operands {
 public:
  Operands(int m, int n, int k, bool bf16)
      : m_(m),
        n_(n),
        k_(k),
        a_(left()),
        b_(right()),
        c_(size_t(m) * size_t(n)),
        small_a_(bf16 ? left() : 0),
        small_b_(bf16 ? right() : 0),
        bf16_(bf16) {}
  size_t left() const { return size_t(m_) * size_t(k_); }
  size_t right() const { return size_t(k_) * size_t(n_); }
  float* a() const { return a_.data(); }
  float* b() const { return b_.data(); }
  float* c() const { return c_.data(); }
  void round() const {
    if (!bf16_) return;
    round_to_bf16<<<blocks_for(left()), 256>>>(a(), small_a_.data(), left());
    round_to_bf16<<<blocks_for(right()), 256>>>(b(), small_b_.data(), right());
    check(cudaGetLastError(), "rounding to bf16");
  }
  void multiply(int way, Cublas& cublas) const {
    const Matrix<float> c = matrix(c_.data(), m_, n_);
    if (bf16_)
      launch(way, cublas,
             Product<Bf16>{matrix<const Bf16>(small_a_.data(), m_, k_),
                           matrix<const Bf16>(small_b_.data(), k_, n_), c});
    else
      launch(way, cublas,
             Product<float>{matrix<const float>(a_.data(), m_, k_),
                            matrix<const float>(b_.data(), k_, n_), c});
  }

 private:
  int m_, n_, k_;
  OnCard<float> a_, b_, c_;
  OnCard<Bf16> small_a_, small_b_;
  bool bf16_;
};

void compute_product(int way, int m, int n, int k, const float* a, const float* b, float* c) {
  if (m < 1 || n < 1 || k < 1) throw std::runtime_error("a matrix without elements");
  Cublas cublas;
  const Operands on_card(m, n, k, takes_bf16(way));
  const auto bytes = [](size_t count) { return count * sizeof(float); };
  check(cudaMemcpy(on_card.a(), a, bytes(on_card.left()), cudaMemcpyHostToDevice), "copying A");
  check(cudaMemcpy(on_card.b(), b, bytes(on_card.right()), cudaMemcpyHostToDevice), "copying B");
  const size_t count = size_t(m) * size_t(n);
  check(cudaMemset(on_card.c(), 0xFF, bytes(count)), "poisoning C");  // NaN where none writes
  on_card.round();
  on_card.multiply(way, cublas);
  check(cudaDeviceSynchronize(), "the kernel");
  check(cudaMemcpy(c, on_card.c(), bytes(count), cudaMemcpyDeviceToHost), "copying C");
}

// The shortest mean of five rounds, each about 20 ms long.
double time_product(int way, int n) {
  Cublas cublas;
  const Operands on_card(n, n, n, takes_bf16(way));
  fill<<<blocks_for(on_card.left()), 256>>>(on_card.a(), on_card.left(), 1);
  fill<<<blocks_for(on_card.right()), 256>>>(on_card.b(), on_card.right(), 2);
  on_card.round();
  const auto time = [&](int times) {
    Event begin, end;
    begin.record();
    for (int i = 0; i < times; ++i) on_card.multiply(way, cublas);
    end.record();
    return Event::seconds(begin, end) / times;
  };
  time(1);  // loads the kernel
  const double once = time(1);
  const int times = int(std::min(1000.0, std::max(1.0, 0.02 / once)));
  double shortest = once;
  for (int round = 0; round < 5; ++round) shortest = std::min(shortest, time(times));
  return shortest;
}

// Memory of the CPU that stays in its place, so that the card can fetch from it by itself.
struct Pinned {
  explicit Pinned(size_t bytes) { check(cudaMallocHost(&data, bytes), "pinned memory"); }
  ~Pinned() { cudaFreeHost(data); }
  Pinned(const Pinned&) = delete;
  Pinned& operator=(const Pinned&) = delete;
  void* data = nullptr;
};

double shortest_copy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  double shortest = 1e9;
  for (int i = 0; i < 10; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    check(cudaMemcpy(to, from, bytes, kind), "copying");
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    shortest = std::min(shortest, took.count());
  }
  return shortest;
}

}  // namespace

}  // namespace lesson21

using namespace lesson21;

extern "C" {

int lesson21_card(Lesson21Card* card) {
  return guarded([&] { look_at_card(*card); });
}

int lesson21_product(int way, int m, int n, int k, const float* a, const float* b, float* c) {
  return guarded([&] { compute_product(way, m, n, k, a, b, c); });
}

int lesson21_seconds(int way, int n, double* seconds) {
  return guarded([&] { *seconds = time_product(way, n); });
}

int lesson21_bus(double* to_card, double* from_card, double* latency) {
  return guarded([&] {
    constexpr size_t kBytes = size_t(64) << 20;
    const Pinned here(kBytes);
    const OnCard<char> there(kBytes);
    const double to = shortest_copy(there.data(), here.data, kBytes, cudaMemcpyHostToDevice);
    const double from = shortest_copy(here.data, there.data(), kBytes, cudaMemcpyDeviceToHost);
    *latency = shortest_copy(there.data(), here.data, 4, cudaMemcpyHostToDevice);
    *to_card = double(kBytes) / to;
    *from_card = double(kBytes) / from;
  });
}

const char* lesson21_problem() { return problem.c_str(); }
}
