// For tests of the offload: the fake device in place of a card, and random products.
#pragma once

#include <dlfcn.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <vector>

#include "engine/cuda/calibration.hpp"
#include "engine/cuda/matmul_device.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"
#include "tests/engine/cuda/fake/fake_device.hpp"
#include "tests/temporary_folder.hpp"

namespace heed {

// A variable of the environment, for as long as this lives.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    setenv(name, value.c_str(), 1);
  }
  ~Environment() { before_ ? setenv(name_, before_->c_str(), 1) : unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

// With these "auto" sends all products to the card; or none.
constexpr const char* kThereIsFaster = "here 1\nthere 1e15\nup 1e12\ndown 1e12\nwait 1e-6\n";
constexpr const char* kHereIsFaster = "here 1e20\nthere 1e15\nup 1e12\ndown 1e12\nwait 1e-6\n";

// The fake device as the card; nothing is stored about its rates.
class FakeCard {
 public:
  FakeCard() : library_("HEED_CUDA_LIBRARY", FAKE_DEVICE), cache_("XDG_CACHE_HOME", folder.path()) {
    void* library = dlopen(FAKE_DEVICE, RTLD_NOW | RTLD_LOCAL);
    REQUIRE(library != nullptr);
    using Entry = fake::Control* (*)();
    control_ = reinterpret_cast<Entry>(dlsym(library, "heed_fake_control"))();
    *control_ = {};
  }
  ~FakeCard() { set_matmul_device("cpu"); }

  fake::Control* operator->() { return control_; }
  void fail(const char* call, int64_t after, device::Status how) {
    control_->fail_in = call;
    control_->fail_after = after;
    control_->fail_with = how;
  }
  // Stores rates, as if measured.
  void store_rates(const std::string& rates) {
    device::About about{};
    std::snprintf(about.name, sizeof about.name, "Fake 100");
    about.driver = control_->driver;
    const std::string key = cuda::rates_key(about, device::fp32), path = cuda::rates_path(key);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << key << "\n" << rates;
  }

  const TemporaryFolder folder;

 private:
  Environment library_, cache_;
  fake::Control* control_;
};

// What is said on standard error while it lives.
class Said {
 public:
  Said() : before_(std::cerr.rdbuf(text_.rdbuf())) {}
  ~Said() { std::cerr.rdbuf(before_); }
  std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::streambuf* before_;
};

constexpr real kOutside = real(123.5);  // stands where nothing may be written

// `count` products in storage that may be wider than the matrices, and what they must give.
struct Products {
  int64_t count, m, n, k;
  bool turn_a, turn_b, add;
  kernels::BatchStep step{};
  int64_t a_stride, b_stride, c_stride;
  std::vector<real> a, b, c, expected;

  // `gap` numbers behind each row; `shared`: 'a' or 'b' is one for all, or all go to one 'c'.
  Products(Random& random, int64_t count_, int64_t m_, int64_t n_, int64_t k_, int64_t gap = 0,
           char shared = ' ')
      : count(count_),
        m(m_),
        n(n_),
        k(k_),
        turn_a(random.chance(0.5)),
        turn_b(random.chance(0.5)),
        add(random.chance(0.5)),
        a_stride((turn_a ? m : k) + gap),
        b_stride((turn_b ? k : n) + gap),
        c_stride(n + gap) {
    step = {(turn_a ? k : m) * a_stride + gap, (turn_b ? n : k) * b_stride + gap,
            m * c_stride + gap};
    a = draw(count * step.a, random);
    b = draw(count * step.b, random);
    c.assign(size_t(count * step.c), kOutside);
    if (shared == 'a') step.a = 0;
    if (shared == 'b') step.b = 0;
    if (shared == 'c') step.c = 0;
    expected = c;
    for (int64_t i = 0; i < count; ++i)
      kernels::gemm_naive(m, n, k, left(i), right(i), {expected.data() + i * step.c, add},
                          c_stride);
  }

  kernels::Matrix left(int64_t i = 0) const { return {a.data() + i * step.a, a_stride, turn_a}; }
  kernels::Matrix right(int64_t i = 0) const { return {b.data() + i * step.b, b_stride, turn_b}; }
  void run() {
    if (count == 1)
      kernels::gemm(m, n, k, left(), right(), {c.data(), add}, c_stride);
    else
      kernels::gemm_batch(count, step, m, n, k, left(), right(), {c.data(), add}, c_stride);
  }
  // The largest difference; infinity where a number is none, or one outside was written.
  double error() const {
    double largest = 0;
    for (size_t i = 0; i < c.size(); ++i) {
      const double difference = std::abs(double(c[i]) - double(expected[i]));
      if (!(difference < 1e30) || (expected[i] == kOutside && c[i] != kOutside)) return INFINITY;
      largest = std::max(largest, difference);
    }
    return largest;
  }
  bool right_result() const {
    return error() <= (sizeof(real) == 8 ? 1e-12 : 1e-5) * double(k + 10);
  }
  bool untouched() const {
    return std::all_of(c.begin(), c.end(), [](real v) { return v == kOutside; });
  }

 private:
  static std::vector<real> draw(int64_t size, Random& random) {
    std::vector<real> x(static_cast<size_t>(size));
    for (real& v : x) v = real(random.uniform(-1, 1));
    return x;
  }
};

}  // namespace heed
