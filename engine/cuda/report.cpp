// The words of the offload.

#include "engine/cuda/report.hpp"

#include <cstdio>

#include "engine/table.hpp"

namespace heed::inline HEED_PRECISION::cuda {

namespace {

template <class... Numbers>
std::string text(const char* format, Numbers... numbers) {
  char line[512];
  std::snprintf(line, sizeof line, format, numbers...);
  return line;
}

std::string sizes_of(const Request& r) {
  const auto size = [](int64_t rows, int64_t columns) {
    return "(" + std::to_string(rows) + ", " + std::to_string(columns) + ")";
  };
  return (r.count > 1 ? std::to_string(r.count) + " x " : "") + size(r.m, r.k) + " times " +
         size(r.k, r.n);
}

const char* precision_text(device::Precision precision) {
  if (sizeof(real) == 8) return "doubles";
  if (precision == device::tf32) return "floats multiplied in TF32 (11 bits of each factor)";
  if (precision == device::bf16) return "floats multiplied in bfloat16 (8 bits of each factor)";
  return "floats in full (TF32 is off)";
}

}  // namespace

std::string explain_failure(const Failure& failure, const device::About& about,
                            const Request& request) {
  const std::string what =
      sizes_of(request) + " failed on " + about.name + " (" + failure.what() + ")";
  if (failure.status == device::no_memory) {
    const uint64_t bytes = Parameters::bytes_of(request.layout_a()) +
                           Parameters::bytes_of(request.layout_b()) +
                           Parameters::bytes_of(request.layout_c());
    return what + text(
                      "; it takes %.1f MB of the card's %.0f MB, if no other program has them, and "
                      "%.1f MB of memory that cannot be paged out; make the batch smaller",
                      1e-6 * double(bytes), 1e-6 * double(about.memory),
                      1e-6 * double(Parameters::bytes_of(request.layout_c())));
  }
  if (failure.status == device::lost)
    return what +
           "; the card answers no more in this program: start it again, and see what "
           "nvidia-smi and the system's log (dmesg) say";
  return what;
}

std::string describe(const std::string& mode, Session& session, device::Precision precision) {
  const Traffic traffic = session.traffic();
  return text("matrix products: %s, on %s, %s\n", mode.c_str(), session.device().about().name,
              precision_text(precision)) +
         text(
             "  on the card: %s products, %.3f GFLOP in %.4f s; %.1f MB sent, %.1f MB fetched, "
             "%.1f MB were there already\n",
             grouped(traffic.products).c_str(), 1e-9 * double(traffic.flops), traffic.seconds,
             1e-6 * double(traffic.up), 1e-6 * double(traffic.down), 1e-6 * double(traffic.kept));
}

std::string describe(const StayedHere& here, const std::string& trouble) {
  std::string line = text("  on the processor: %s products, %.3f GFLOP",
                          grouped(here.products()).c_str(), 1e-9 * double(here.flops()));
  if (here.failed() > 0)
    line += text("; %s calls because the card failed: ", grouped(here.failed()).c_str()) + trouble;
  return line + "\n";
}

std::string describe(const Rates& rates) {
  const auto from = [&](bool kept) {
    const int64_t n = crossover(rates, kept);
    return n == 0 ? "never" : "from n = " + grouped(n) + " on";
  };
  return text(
             "  measured: processor %.1f GFLOP/s, card %.1f GFLOP/s, bus %.1f GB/s there and %.1f "
             "GB/s back, %.1f us a call\n",
             1e-9 * rates.here, 1e-9 * rates.there, 1e-9 * rates.up, 1e-9 * rates.down,
             1e6 * rates.wait) +
         "  the card is faster at n x n products: " + from(false) +
         "; where the second matrix is there already, as a parameter: " + from(true) + "\n";
}

}  // namespace heed::inline HEED_PRECISION::cuda
