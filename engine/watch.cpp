// What an operation takes and makes, told to the ledger's clock and to who watches.

#include "engine/watch.hpp"

#include <algorithm>
#include <utility>

#include "engine/formulas.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

int64_t bytes_of(int64_t numbers) { return numbers * int64_t(sizeof(real)); }

// For a tensor of `made` numbers, made of tensors of `all` numbers, the largest with `largest`; or
// the other way.
profile::Work work_of(Cost cost, int64_t made, int64_t all, int64_t largest) {
  if (cost == Cost::shares) return {};
  if (cost == Cost::moves) return {.bytes = bytes_of(2 * made)};
  return {.numbers = std::max(made, largest), .bytes = bytes_of(made + all)};
}

}  // namespace

void Op::report(const Tensor& y, std::span<const Tensor> inputs) const {
  int64_t all = 0, largest = 0;
  for (const Tensor& x : inputs) {
    const int64_t n = x.defined() ? x.numel() : 0;
    all += n;
    largest = std::max(largest, n);
  }
  const profile::Work work = work_of(cost_of(name_), y.numel(), all, largest);
  profile::Clock::add(work);
  if (Watch::innermost) Watch::innermost->made(y, work);
}

void Backward::report() const {
  int64_t all = 0, numbers = 0;
  for (const NodePtr& input : node_.inputs) {
    if (!input) continue;
    all += input->shape.numel();
    numbers += std::max(size(), input->shape.numel());
  }
  profile::Clock::add(work_of(cost_of(node_.op), size(), all, numbers));
}

Watch::Watch(See see)
    : see_(std::move(see)),
      outer_(std::exchange(innermost, this)),
      products_(profile::products.load(std::memory_order_relaxed)) {
  ++profile::listeners;
}

Watch::~Watch() {
  --profile::listeners;
  innermost = outer_;
}

void Watch::made(const Tensor& result, profile::Work work) {
  work.products = profile::products.load(std::memory_order_relaxed) - products_;
  const struct Unseen {  // what see() itself computes
    Watch* watch = std::exchange(innermost, nullptr);
    ~Unseen() {
      innermost = watch;
      watch->products_ = profile::products.load(std::memory_order_relaxed);
    }
  } unseen;
  see_(result, work);
}

}  // namespace heed::inline HEED_PRECISION
