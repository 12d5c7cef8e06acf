// The cost model's formulas.
#include "lessons/21_cuda_matmul/cost.hpp"

namespace lesson21 {

double seconds_on_cpu(const Load& load, const Rates& rates) { return load.flops / rates.cpu; }

double seconds_copying(const Load& load, const Rates& rates) {
  return double(load.orders) * rates.latency + load.bytes / rates.bus;
}

double seconds_on_card(const Load& load, const Rates& rates) {
  return seconds_copying(load, rates) + load.flops / rates.card;
}

Load lone_product(int64_t n) {
  const double side = double(n);
  return {4, 12 * side * side, 2 * side * side * side};
}

Load chain(int64_t links, int64_t n) {
  const double side = double(n);
  return {2 + links, 8 * side * side, double(links) * 2 * side * side * side};
}

}  // namespace lesson21
