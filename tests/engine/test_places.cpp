// What meets at one place is added in the same order, whoever adds it.

#include <omp.h>

#include <cstring>

#include "engine/ops/gather.hpp"
#include "engine/ops/pad.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"
#include "tests/engine/op_report.hpp"

using namespace heed;

namespace {

Tensor drawn(const Shape& shape, uint64_t seed) {
  Random random(seed, 5);
  Tensor x = empty(shape);
  for (int64_t i = 0; i < x.numel(); ++i) x.mutable_data()[i] = real(random.uniform(-1, 1));
  return x;
}

Indices crowded(const Shape& shape, int64_t places) {
  Indices index(shape);
  for (int64_t i = 0; i < index.numel(); ++i) index.mutable_data()[i] = i * i % places;
  return index;
}

bool same_bits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() &&
         std::memcmp(a.data(), b.data(), size_t(a.numel()) * sizeof(real)) == 0;
}

// The gradient of x, and with it the result, for several numbers of threads.
void check_threads_agree(const Tensor& x, const Function& f) {
  Tensor y[3], dx[3];
  const int counts[] = {1, 3, 4};
  for (size_t k = 0; k < 3; ++k) {
    const Threads threads(counts[k]);
    y[k] = f({x});
    dx[k] = gradients(f, {x.clone()}, drawn(y[k].shape(), 9))[0];
    CHECK(same_bits(y[k], y[0]));
    CHECK(same_bits(dx[k], dx[0]));
  }
}

}  // namespace

TEST_CASE("picking and putting by indices have the same bits for any number of threads") {
  for (const int64_t dim : {0, 1, 2}) {
    const Tensor x = drawn({23, 31, 29}, 1);
    const Indices list = crowded({1000}, x.shape()[int(dim)]);
    Shape shape = x.shape();
    shape[int(dim)] = 200;
    const Indices index = crowded(shape, x.shape()[int(dim)]);
    check_threads_agree(x, [&](auto& in) { return index_select(in[0], dim, list); });
    check_threads_agree(x, [&](auto& in) { return gather(in[0], dim, index); });
    const Tensor source = drawn(shape, 2);
    check_threads_agree(x, [&](auto& in) { return scatter_add(in[0], dim, index, source); });
    check_threads_agree(source, [&](auto& in) { return scatter_add(x, dim, index, in[0]); });
  }
  check_threads_agree(drawn({7, 5, 31, 29}, 3), [](auto& in) {
    return pad(in[0], {28, 28, 30, 30}, PadMode::reflect);
  });
}
