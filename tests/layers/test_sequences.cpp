// Long and padded sequences: padding makes no difference, nothing leaks, the same bits each time.
#include <cmath>
#include <cstring>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "engine/threads.hpp"
#include "layers/rnn.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

Tensor input(const Shape& shape, uint64_t seed = 7) {
  Random random(seed);
  return rand(shape, -1, 1, random);
}

const std::vector<int64_t> lengths = {3, 6, 1, 5, 6, 2, 4, 1, 6, 3, 5, 2, 6};

// Compares a padded batch with each of its sequences alone, where run(x, lengths) gives output and
// h_n. Padding is noise here: nobody may look at it.
template <class Run>
void check_padding(const Run& run, Module& module) {
  const auto count = int64_t(lengths.size());
  Tensor x = input({count, 6, 3}).requires_grad_();
  const RecurrentResult batch = run(x, Indices(lengths));
  const Tensor upstream = input(batch.output.shape(), 8), state = input(batch.h_n.shape(), 9);
  (sum(batch.output * upstream) + sum(batch.h_n * state)).backward();
  std::vector<Tensor> together;
  for (const Tensor& w : module.parameters()) together.push_back(w.grad().clone());
  module.zero_grad();
  for (int64_t b = 0; b < count; ++b) {
    const int64_t length = lengths[size_t(b)];
    Tensor own = slice(slice(x, 0, b, b + 1), 1, 0, length).clone().requires_grad_();
    const RecurrentResult alone = run(own, std::nullopt);
    const auto part = [&](const Tensor& all) {
      return slice(slice(all, 0, b, b + 1), 1, 0, length);
    };
    CHECK(difference(part(batch.output), alone.output) < kSame);
    CHECK(difference(slice(batch.h_n, 1, b, b + 1), alone.h_n) < kSame);
    (sum(alone.output * part(upstream)) + sum(alone.h_n * slice(state, 1, b, b + 1))).backward();
    CHECK(difference(part(x.grad()), own.grad()) < kSame);
    const Tensor padding = slice(slice(x.grad(), 0, b, b + 1), 1, length);
    CHECK(difference(padding, zeros(padding.shape())) == 0);
    const Tensor behind = slice(slice(batch.output, 0, b, b + 1), 1, length);
    CHECK(difference(behind, zeros(behind.shape())) == 0);
  }
  const std::vector<Tensor> parameters = module.parameters();
  for (size_t i = 0; i < parameters.size(); ++i)
    CHECK(difference(parameters[i].grad(), together[i]) < 10 * kSame);
}

const RecurrentOptions deep{.layers = 2, .bidirectional = true};

bool same_bits(const Tensor& a, const Tensor& b) {
  return std::memcmp(a.data(), b.data(), size_t(a.numel()) * sizeof(real)) == 0;
}

}  // namespace

TEST_CASE("a padded batch gives each sequence what it gets alone") {
  SECTION("RNN") {
    RNN layer(3, 4, deep);
    check_padding([&](auto& x, auto own) { return layer(x, {}, own); }, layer);
  }
  SECTION("GRU") {
    GRU layer(3, 17, deep);
    check_padding([&](auto& x, auto own) { return layer(x, {}, own); }, layer);
  }
  SECTION("LSTM, of which h_n is c_n here") {
    LSTM layer(3, 4, deep);
    check_padding(
        [&](auto& x, auto own) {
          const LSTMResult all = layer(x, {}, own);
          return RecurrentResult{all.output, all.c_n + all.h_n};
        },
        layer);
  }
}

TEST_CASE("NaN in the padding stays out of outputs and states") {
  GRU layer(2, 3, deep);
  Tensor x = input({2, 4, 2});
  const Indices own(std::vector<int64_t>{4, 2});
  const RecurrentResult clean = layer(x, {}, own);
  x.mutable_data()[(1 * 4 + 3) * 2] = real(NAN);
  const RecurrentResult dirty = layer(x, {}, own);
  CHECK(difference(clean.output, dirty.output) == 0);
  CHECK(difference(clean.h_n, dirty.h_n) == 0);
}

TEST_CASE("nothing leaks over a sequence of 1,000 steps, and later runs ask for no memory") {
  GRU gru(4, 16);
  LSTM lstm(4, 16);
  const Tensor x = input({3, 1000, 4});
  const auto train = [&] {
    (sum(gru(x).output) + sum(lstm(x).output)).backward();
    gru.zero_grad(), lstm.zero_grad();
  };
  train();
  const int64_t nodes = Node::live();
  const PoolStats before = pool_stats();
  for (int step = 0; step < 3; ++step) train();
  CHECK(Node::live() == nodes);
  CHECK(pool_stats().live_buffers == before.live_buffers);
  CHECK(pool_stats().new_blocks == before.new_blocks);
}

TEST_CASE("a recurrence records one node, however long the sequence, and no history without need") {
  GRU layer(4, 8);
  const Tensor x = input({2, 500, 4});
  const int64_t nodes = Node::live();
  {
    const RecurrentResult result = layer(x);
    CHECK(Node::live() - nodes < 10);
  }
  const NoGrad no_grad;
  layer(x);
  const int64_t before = pool_stats().live_bytes;
  const RecurrentResult result = layer(x);
  const auto outputs = int64_t(2 * 500 * 8 * sizeof(real));
  CHECK(pool_stats().live_bytes - before < 2 * outputs);
}

TEST_CASE("two runs of a recurrence give the same bits, and other threads the same numbers") {
  LSTM layer(5, 33, deep);
  const Tensor x = input({40, 12, 5}), upstream = input({40, 12, 66}, 3);
  std::vector<Tensor> first;
  const int threads = num_threads();
  for (const int count : {1, 1, 2}) {
    set_num_threads(count);
    const LSTMResult result = layer(x, {}, std::nullopt);
    sum(result.output * upstream).backward();
    std::vector<Tensor> all{result.output, result.h_n, result.c_n};
    for (const Tensor& w : layer.parameters()) all.push_back(w.grad().clone());
    layer.zero_grad();
    if (first.empty()) first = all;
    for (size_t i = 0; i < all.size(); ++i) {
      INFO(count << " threads, tensor " << i);
      if (count == 1)
        CHECK(same_bits(all[i], first[i]));
      else
        CHECK(difference(all[i], first[i]) < kSame);  // BLAS sums weights otherwise
    }
  }
  set_num_threads(threads);
}
