// Who takes a product, and what happens where the card does not.

#include "engine/cuda/matmul_device.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>

#include "engine/cuda/calibration.hpp"
#include "engine/cuda/report.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

using namespace cuda;

struct State {
  std::string name = "cpu";
  device::Precision precision = device::fp32;
  std::unique_ptr<Session> session;  // null where products stay here
  std::optional<Rates> rates;        // for "auto"
  std::string trouble;               // why products are here, or some are
  std::atomic<bool> lost{false};     // the card answers no more
  StayedHere here;                   // products that stayed on the processor

  bool automatic() const { return name == "auto"; }
};

State& state() {
  static State* const instance = new State;  // never destroyed: the card's driver may end before us
  return *instance;
}

std::mutex trouble_mutex;

// Once for each set_matmul_device().
void say_trouble(const std::string& why) {
  const std::lock_guard lock(trouble_mutex);
  if (state().trouble.empty())
    std::cerr << "heed: note: matrix products run on the processor: " << why << std::endl;
  state().trouble = why;
}

// What is said from now on to who asks for a card that is lost.
void lose_card(const std::string& why) {
  const std::lock_guard lock(trouble_mutex);
  if (!state().lost) state().trouble = why;
  state().lost = true;
}

DeviceError device_error(const std::string& why) {
  return DeviceError(
      "[cuda] matrix products cannot run on a card: " + why +
      "\n  --device cpu, or set_matmul_device(\"cpu\"), does without; \"auto\" uses a "
      "card where there is one");
}

bool pays(const Request& r) {
  State& s = state();
  const auto load_of = [&](const Traffic& t) {
    return Load{double(r.flops()), double(t.up), double(t.down)};
  };
  const double here = seconds_here(*s.rates, load_of({}));
  if (seconds_there(*s.rates, load_of({})) >= here) return false;  // even if nothing were sent
  return seconds_there(*s.rates, load_of(s.session->foresee(r))) < here;
}

void multiply_here(const Request& r) {
  state().here.add(r.count, r.flops());
  if (r.count == 1)
    kernels::gemm_cpu(r.m, r.n, r.k, r.a, r.b, r.c, r.stride);
  else
    kernels::gemm_batch_cpu(r.count, r.step, r.m, r.n, r.k, r.a, r.b, r.c, r.stride);
}

// A card that is lost is not asked again. One that has no memory for this product may have it for
// the next.
void multiply(const Request& r) {
  State& s = state();
  if (s.automatic() && (s.lost || !pays(r))) return multiply_here(r);
  if (s.lost) throw device_error(s.trouble);
  try {
    return s.session->multiply(r, s.precision);
  } catch (const Failure& failure) {
    const std::string why = explain_failure(failure, s.session->device().about(), r);
    if (s.automatic()) say_trouble(why);
    if (failure.status == device::lost) lose_card(why);
    if (!s.automatic()) throw device_error(why);
    s.here.add_failed();
  }
  multiply_here(r);
}

void gemm(int64_t m, int64_t n, int64_t k, kernels::Matrix a, kernels::Matrix b, Slot c,
          int64_t stride) {
  multiply({1, {0, 0, 0}, m, n, k, a, b, c, stride});
}

void gemm_batch(int64_t count, kernels::BatchStep step, int64_t m, int64_t n, int64_t k,
                kernels::Matrix a, kernels::Matrix b, Slot c, int64_t stride) {
  multiply({count, step, m, n, k, a, b, c, stride});
}

device::Precision precision_of(const std::string& name) {
  const std::string names[] = {"fp32", "tf32", "bf16"};
  const auto found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names))
    throw ValueError("[set_matmul_device] the precision \"" + name +
                     "\" is none of fp32, tf32 and bf16");
  return device::Precision(found - std::begin(names));
}

void check_precision(const device::About& about, device::Precision precision) {
  if (precision == device::fp32 || about.major >= 8) return;
  throw Failure(device::absent, std::string(about.name) + " has compute capability " +
                                    std::to_string(about.major) + "." +
                                    std::to_string(about.minor) +
                                    ", and tf32 and bf16 need 8.0 (from 2020 on); use fp32");
}

void open(State& s) {
  auto session = std::make_unique<Session>();
  check_precision(session->device().about(), s.precision);
  if (s.automatic()) s.rates = stored_rates(*session, s.precision);
  session->reset_traffic();
  s.session = std::move(session);
  kernels::set_gemm(gemm, gemm_batch);
}

}  // namespace

void set_matmul_device(const std::string& device, const std::string& precision) {
  State& s = state();
  if (device != "cpu" && device != "cuda" && device != "auto")
    throw ValueError("[set_matmul_device] \"" + device + "\" is none of cpu, cuda and auto");
  s.precision = precision_of(precision);
  kernels::set_gemm(nullptr);
  s.session.reset();
  s.rates.reset();
  s.trouble.clear();
  s.lost = false;
  s.here.reset();
  s.name = device;
  if (device == "cpu") return;
  try {
    open(s);
  } catch (const Failure& failure) {
    if (s.automatic()) return say_trouble(failure.what());
    s.name = "cpu";
    throw device_error(failure.what());
  }
}

std::string matmul_device() { return state().name; }

std::string matmul_device_asked() {
  const char* asked = std::getenv("HEED_DEVICE");
  return asked && *asked ? asked : "cpu";
}

std::string matmul_report() {
  const State& s = state();
  if (s.name == "cpu") return "";
  if (!s.session) return "matrix products: all on the processor: " + s.trouble + "\n";
  return describe(s.name, *s.session, s.precision) + describe(s.here, s.trouble) +
         (s.rates ? describe(*s.rates) : "");
}

}  // namespace heed::inline HEED_PRECISION
