// A tiny ViT trains while the ledger counts.
#include "lessons/21_cuda_matmul/ledger.hpp"

#include <chrono>

#include "engine/ops.hpp"
#include "engine/optim.hpp"
#include "engine/profile.hpp"
#include "layers/models/vit.hpp"

namespace lesson21 {

using namespace heed;

namespace {

constexpr uint64_t kPictures = 211;
// Orders of y = x w: two copies there, one back, a start. Backward takes x, w, dy, gives dx, dw, in
// two products.
constexpr int64_t kForward = 4, kBackward = 7;

// Pictures and labels by chance: what a step costs does not depend on them.
struct Batch {
  Tensor images;
  Indices labels;
};

Batch random_batch(int64_t batch, uint64_t seed) {
  Random random(seed, kPictures);
  Batch drawn{randn({batch, 1, 8, 8}, random), Indices(Shape{batch})};
  for (int64_t i = 0; i < batch; ++i) drawn.labels.mutable_data()[i] = i % 10;
  return drawn;
}

// What ran since `before`, by operation and pass.
std::vector<profile::Row> rows_since(const std::vector<profile::Row>& before) {
  std::vector<profile::Row> rows = profile::rows();
  for (profile::Row& row : rows)
    for (const profile::Row& old : before)
      if (old.op == row.op && old.pass == row.pass) {
        row.calls -= old.calls;
        row.seconds -= old.seconds;
        row.work.products -= old.work.products;
        row.work.bytes -= old.work.bytes;
      }
  return rows;
}

void add_rows(VitCost& cost, const std::vector<profile::Row>& rows, int64_t steps) {
  for (const profile::Row& row : rows) {
    if (row.work.products <= 0) continue;
    const bool forward = row.pass == profile::Pass::forward;
    const double share = 1.0 / double(steps);
    cost.rows.push_back({row.op + (forward ? ", forward" : ", backward"),
                         row.calls / steps,
                         {row.calls / steps * (forward ? kForward : kBackward),
                          double(row.work.bytes) * share, double(row.work.products) * share},
                         row.seconds * share});
    const LedgerRow& last = cost.rows.back();
    if (row.op.find("attention") != std::string::npos) continue;  // its softmax is in its time
    cost.calls += last.calls;
    cost.load.orders += last.load.orders;
    cost.load.bytes += last.load.bytes;
    cost.load.flops += last.load.flops;
    cost.seconds += last.seconds;
  }
}

// While it lives the ledger counts; since when can be set anew.
class Watch {
 public:
  Watch() : profiled_(profile::counting()) {
    profile::enable(true);
    restart();
  }
  ~Watch() { profile::enable(profiled_); }
  void restart() {
    before_ = profile::rows();
    begin_ = Clock::now();
  }
  double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }
  std::vector<profile::Row> rows() const { return rows_since(before_); }

 private:
  using Clock = std::chrono::steady_clock;
  bool profiled_;
  std::vector<profile::Row> before_;
  Clock::time_point begin_;
};

ViTOptions options_of(int64_t width) {
  return {.image = 8,
          .patch = 2,
          .channels = 1,
          .dim = width,
          .depth = 2,
          .heads = 4,
          .mlp_ratio = 2,
          .classes = 10};
}

}  // namespace

VitCost watch_training(int64_t width, int64_t batch, uint64_t seed, show::Progress progress) {
  Random random(seed, kPictures + 1);
  ViT vit(options_of(width), random);
  AdamW optimizer(vit.parameters(), {.lr = 1e-3});
  const Batch drawn = random_batch(batch, seed);
  const int64_t skipped = progress.steps() > 1 ? 1 : 0;  // the first takes its buffers
  Watch watch;
  while (progress.next()) {
    if (progress.step() == skipped) watch.restart();
    const Tensor loss =
        progress.loss([&] { return cross_entropy(vit(drawn.images), drawn.labels); });
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
  }
  const int64_t counted = progress.steps() - skipped;
  VitCost cost;
  cost.width = width;
  cost.batch = batch;
  cost.parameters = vit.num_parameters();
  cost.step_seconds = watch.seconds() / double(counted);
  add_rows(cost, watch.rows(), counted);
  return cost;
}

}  // namespace lesson21
