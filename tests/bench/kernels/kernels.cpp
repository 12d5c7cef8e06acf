// Single kernels at the shapes that the lessons use, timed by Google Benchmark:
// build/bench/kernels.

#include <benchmark/benchmark.h>

#include "engine/ops.hpp"
#include "engine/random.hpp"
#include "engine/threads.hpp"

using namespace heed;

namespace {

Tensor numbers(const Shape& shape) {
  static Random random(1);
  return randn(shape, random);
}

void flops(benchmark::State& state, double each) {
  state.counters["FLOP/s"] =
      benchmark::Counter(each, benchmark::Counter::kIsIterationInvariantRate);
}

void BM_matmul(benchmark::State& state) {
  const int64_t m = state.range(0), n = state.range(1), k = state.range(2);
  const Tensor a = numbers({m, k}), b = numbers({k, n});
  for (auto _ : state) benchmark::DoNotOptimize(matmul(a, b));
  flops(state, 2.0 * double(m * n * k));
}
BENCHMARK(BM_matmul)
    ->ArgNames({"m", "n", "k"})
    ->Args({17, 17, 16})
    ->Args({64, 64, 64})
    ->Args({1088, 192, 64})
    ->Args({3200, 256, 64})
    ->Args({788, 1152, 384})
    ->Args({1024, 1024, 1024});

void BM_linear(benchmark::State& state) {
  const int64_t rows = state.range(0), in = state.range(1), out = state.range(2);
  const Tensor x = numbers({rows, in}), w = numbers({out, in}), b = numbers({out});
  for (auto _ : state) benchmark::DoNotOptimize(linear(x, w, b));
  flops(state, 2.0 * double(rows * in * out));
}
BENCHMARK(BM_linear)->ArgNames({"rows", "in", "out"})->Args({1088, 64, 192})->Args({3200, 64, 256});

void BM_attention(benchmark::State& state) {
  const int64_t batch = state.range(0), tokens = state.range(1), dim = state.range(2);
  const Shape shape{batch, tokens, dim};
  const Tensor q = numbers(shape), k = numbers(shape), v = numbers(shape);
  for (auto _ : state) benchmark::DoNotOptimize(scaled_dot_product_attention(q, k, v));
  flops(state, 4.0 * double(batch * tokens * tokens * dim));
}
BENCHMARK(BM_attention)
    ->ArgNames({"heads", "tokens", "numbers"})
    ->Args({256, 17, 16})
    ->Args({256, 50, 16})
    ->Args({6, 197, 64})
    ->Args({1, 1024, 64});

void BM_conv2d(benchmark::State& state) {
  const int64_t channels = state.range(0), size = state.range(1);
  const Tensor x = numbers({16, channels, size, size}), w = numbers({channels, channels, 3, 3});
  for (auto _ : state) benchmark::DoNotOptimize(conv2d(x, w, {}, {.padding = 1}));
  flops(state, 2.0 * 16 * 9 * double(channels * channels * size * size));
}
BENCHMARK(BM_conv2d)->ArgNames({"channels", "size"})->Args({16, 8})->Args({32, 32})->Args({64, 32});

// What goes through the memory: bytes read and written in a second.
template <class Operation>
void through(benchmark::State& state, const Operation& operation) {
  const Tensor x = numbers({state.range(0), 64});
  for (auto _ : state) benchmark::DoNotOptimize(operation(x));
  state.SetBytesProcessed(state.iterations() * 2 * x.numel() * int64_t(sizeof(real)));
}
void BM_exp(benchmark::State& state) {
  through(state, [](const Tensor& x) { return exp(x); });
}
void BM_gelu(benchmark::State& state) {
  through(state, [](const Tensor& x) { return gelu(x); });
}
void BM_softmax(benchmark::State& state) {
  through(state, [](const Tensor& x) { return softmax(x, -1); });
}
void BM_layer_norm(benchmark::State& state) {
  const Tensor weight = ones({64}), bias = zeros({64});
  through(state, [&](const Tensor& x) { return layer_norm(x, weight, bias); });
}
BENCHMARK(BM_exp)->Arg(256)->Arg(12800);  // in the cache, and beyond it
BENCHMARK(BM_gelu)->Arg(256)->Arg(12800);
BENCHMARK(BM_softmax)->Arg(256)->Arg(12800);
BENCHMARK(BM_layer_norm)->Arg(256)->Arg(12800);

}  // namespace

int main(int argc, char** argv) {
  set_num_threads(1);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
