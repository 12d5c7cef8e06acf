// A long training takes no more than a short one.

#include <unistd.h>

#include <fstream>

#include "engine/ops/loss.hpp"
#include "engine/optim.hpp"
#include "engine/random.hpp"
#include "layers/activation.hpp"
#include "layers/dropout.hpp"
#include "layers/linear.hpp"
#include "layers/norm.hpp"
#include "layers/sequential.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

// Memory of this process that lies in the machine's, in bytes.
int64_t resident_bytes() {
  int64_t all = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace

TEST_CASE("10,000 training steps leave no node, no buffer, and no memory behind") {
  Random random(1);
  Sequential model;
  model.add<Linear>(8, 16, true, random).add<LayerNorm>(16).add<ReLU>().add<Dropout>(0.1);
  model.add<Linear>(16, 3, true, random);
  AdamW optimizer(model.parameters(), {.lr = 1e-3});
  const Tensor x = randn({4, 8}, random);
  const Indices y(std::vector<int64_t>{0, 1, 2, 1});
  const auto steps = [&](int count) {
    for (int i = 0; i < count; ++i) {
      optimizer.zero_grad();
      cross_entropy(model(x), y).backward();
      clip_grad_norm(model.parameters(), 1);
      optimizer.step();
    }
  };
  steps(100);
  const int64_t nodes = Node::live();
  [[maybe_unused]] const int64_t bytes = resident_bytes();
  const PoolStats pool = pool_stats();
  steps(9900);
  CHECK(Node::live() == nodes);
  CHECK(pool_stats().live_buffers == pool.live_buffers);
  CHECK(pool_stats().live_bytes == pool.live_bytes);
  CHECK(pool_stats().new_blocks == pool.new_blocks);
#ifndef HEED_ADDRESS_SANITIZER  // which holds freed memory back on purpose
  CHECK(resident_bytes() - bytes <= 1 << 20);
#endif
}
