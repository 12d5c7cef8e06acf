// Measuring and storing.

#include "engine/cuda/calibration.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <locale>
#include <sstream>
#include <vector>

#include "engine/io/file.hpp"
#include "engine/threads.hpp"

namespace heed::inline HEED_PRECISION::cuda {

namespace fs = std::filesystem;

namespace {

// The shortest of `runs`, after one that does not count.
template <class Run>
double seconds_of(int runs, const Run& run) {
  run();
  double shortest = INFINITY;
  for (int i = 0; i < runs; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    shortest = std::min(shortest, taken.count());
  }
  return std::max(shortest, 1e-9);
}

// FLOP/s of n x n products, with n growing until one takes `enough` seconds.
template <class Multiply>
double rate_of(double enough, int64_t most, const Multiply& multiply) {
  double best = 0;
  for (int64_t n = 128; n <= most; n *= 2) {
    const double seconds = seconds_of(2, [&] { multiply(n); });
    best = std::max(best, 2.0 * double(n) * double(n) * double(n) / seconds);
    if (seconds > enough) break;
  }
  return best;
}

double rate_here() {
  constexpr int64_t most = 2048;
  const std::vector<real> a(most * most, real(0.5)), b = a;
  std::vector<real> c(most * most);
  return rate_of(0.02, most, [&](int64_t n) {
    kernels::gemm_cpu(n, n, n, {a.data(), n}, {b.data(), n}, {c.data(), false}, n);
  });
}

double rate_there(Session& session, device::Precision precision) {
  constexpr int64_t most = 4096;
  const uint64_t bytes = most * most * sizeof(real);
  const Memory a = session.pool().take(bytes), b = session.pool().take(bytes),
               c = session.pool().take(bytes);
  std::vector<real> numbers(most * most);  // of all kinds: a card is faster on zeros
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = real(double(i % 997) / 997 - 0.5);
  for (const Memory& x : {a, b})
    session.staging().send({numbers.data(), 1, 1, most * most, most * most, 0}, 0, most * most,
                           x.get());
  session.device().finish();
  return rate_of(0.005, most, [&](int64_t n) {
    session.device().multiply({.count = 1,
                               .m = n,
                               .n = n,
                               .k = n,
                               .a = {a.get(), n, false, 0},
                               .b = {b.get(), n, false, 0},
                               .c = c.get(),
                               .c_stride = n,
                               .c_step = 0,
                               .add = false,
                               .number_bytes = sizeof(real),
                               .precision = precision});
    session.device().finish();
  });
}

constexpr const char* kNames[] = {"here", "there", "up", "down", "wait"};
auto fields_of(auto& rates) {
  return std::array{&rates.here, &rates.there, &rates.up, &rates.down, &rates.wait};
}

// Whether the file has this key and five numbers that can be rates.
bool read_rates(const std::string& path, const std::string& key, Rates& rates) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line) || line != key) return false;
  for (size_t i = 0; i < std::size(kNames); ++i) {
    std::string name, more;
    double& value = *fields_of(rates)[i];
    if (!std::getline(file, line)) return false;
    std::istringstream words(line);
    words.imbue(std::locale::classic());
    if (!(words >> name >> value) || words >> more || name != kNames[i]) return false;
    if (!(value > 0) || !std::isfinite(value)) return false;
  }
  return true;
}

void write_rates(const std::string& path, const std::string& key, const Rates& rates) {
  std::string text = key + "\n";
  for (size_t i = 0; i < std::size(kNames); ++i) {
    char line[64];
    std::snprintf(line, sizeof line, "%s %.6g\n", kNames[i], *fields_of(rates)[i]);
    text += line;
  }
  try {
    fs::create_directories(fs::path(path).parent_path());
    write_file(path, text);
  } catch (const std::exception&) {
    // it will be measured again
  }
}

}  // namespace

Rates measure_rates(Session& session, device::Precision precision) {
  constexpr int64_t n = (32 << 20) / int64_t(sizeof(real));
  std::vector<real> numbers(n, real(1));
  const Layout whole{numbers.data(), 1, 1, n, n, 0};
  Rates rates{};
  {
    const Memory memory = session.pool().take(n * sizeof(real));
    session.staging().make_room(n);
    const double bytes = double(n) * sizeof(real);
    rates.up = bytes / seconds_of(3, [&] {
                 session.staging().send(whole, 0, n, memory.get());
                 session.device().finish();
               });
    rates.down = bytes / seconds_of(3, [&] {
                   session.staging().fetch(memory.get(), 0, n);
                   session.device().finish();
                   session.staging().hand_over(whole, {numbers.data(), false});
                 });
  }
  const Request smallest{1, {}, 1, 1, 1, {numbers.data(), 1}, {numbers.data(), 1}, {}, 1};
  real c = 0;
  rates.wait = seconds_of(20, [&] {
    Request request = smallest;
    request.c = {&c, false};
    session.multiply(request, precision);
  });
  rates.there = rate_there(session, precision);
  rates.here = rate_here();
  return rates;
}

std::string rates_key(const device::About& about, device::Precision precision) {
  constexpr const char* names[] = {"fp32", "tf32", "bf16"};
  return "heed rates 1; " + std::string(about.name) + "; CUDA " + std::to_string(about.driver) +
         "; " + (sizeof(real) == 8 ? "fp64" : names[precision]) + "; " + blas_name() + "; " +
         std::to_string(num_threads()) + " threads";
}

std::string rates_path(const std::string& key) {
  const auto folder = [](const char* name) {
    const char* value = std::getenv(name);
    return value && *value == '/' ? fs::path(value) : fs::path();
  };
  fs::path cache = folder("XDG_CACHE_HOME");
  if (cache.empty() && !folder("HOME").empty()) cache = folder("HOME") / ".cache";
  if (cache.empty()) return "";
  uint64_t hash = 14695981039346656037u;  // FNV-1a, for a name that any file system takes
  for (const char c : key) hash = (hash ^ uint8_t(c)) * 1099511628211u;
  char name[32];
  std::snprintf(name, sizeof name, "rates-%016llx.txt", static_cast<unsigned long long>(hash));
  return (cache / "heed" / name).string();
}

Rates stored_rates(Session& session, device::Precision precision) {
  const std::string key = rates_key(session.device().about(), precision), path = rates_path(key);
  Rates rates{};
  if (!path.empty() && read_rates(path, key, rates)) return rates;
  rates = measure_rates(session, precision);
  if (!path.empty()) write_rates(path, key, rates);
  return rates;
}

}  // namespace heed::inline HEED_PRECISION::cuda
