// What a product costs on the CPU and on a card that it must be brought to: a model, not a
// measurement.
#pragma once

#include <cstdint>
#include <string>

namespace lesson21 {

// Rates. The defaults are an H100's (SXM) data sheet: 67 TFLOP/s in float, PCIe 5.0 with 64 GB/s
// each way. They are peaks: a real card's crossover lies higher.
struct Rates {
  double cpu = 1e9;       // FLOP/s, measured
  double card = 67e12;    // FLOP/s
  double bus = 64e9;      // bytes/s
  double latency = 1e-5;  // seconds that each copy and each start takes by itself; an assumption
  std::string card_from = "data sheet of the H100 (SXM)";
};

struct Load {
  int64_t orders = 0;           // to the card: a copy or the start of a product
  double bytes = 0, flops = 0;  // over the bus; multiply and add are 2
};

// t_cpu = FLOP / R_cpu;  t_card = orders L + bytes / B + FLOP / R_card
double seconds_on_cpu(const Load& load, const Rates& rates);
double seconds_copying(const Load& load, const Rates& rates);  // orders L + bytes / B
double seconds_on_card(const Load& load, const Rates& rates);

// `links` products of n x n matrices, one after the other, in float. If the right factors lie on
// the card already, only the first matrix goes there and only the last result comes back: 2 copies
// of 8 n^2 bytes in all. A lone product with nothing there moves all three: 12 n^2.
Load lone_product(int64_t n);
Load chain(int64_t links, int64_t n);

// The least n at which the card is the faster, for a load that depends on n; 0 if none up to 2^20.
template <class LoadOf>
int64_t crossover(const LoadOf& load_of, const Rates& rates) {
  const auto pays = [&](int64_t n) {
    return seconds_on_card(load_of(n), rates) < seconds_on_cpu(load_of(n), rates);
  };
  int64_t low = 0, high = 1 << 20;  // does not pay at low, pays at high
  if (!pays(high)) return 0;
  while (high - low > 1) {
    const int64_t middle = (low + high) / 2;
    (pays(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace lesson21
