// Schedules against PyTorch's, over 50 steps.

#include "engine/optim.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

TEST_CASE("golden: every schedule over 50 steps") {
  const Golden golden("schedules");
  const auto check = [&](const std::string& name, const Schedule& schedule) {
    const Tensor expected = golden[name];
    Tensor rates = empty(expected.shape());
    for (int64_t step = 0; step < rates.numel(); ++step)
      rates.mutable_data()[step] = real(schedule.lr(step));
    check_golden(name, rates, expected);
  };
  check("StepLR", StepLR(0.5, 7, 0.3));
  check("MultiStepLR", MultiStepLR(0.5, {30, 5, 5, 12}, 0.5));
  check("ExponentialLR", ExponentialLR(0.5, 0.93));
  check("CosineAnnealingLR", CosineAnnealingLR(0.5, 20, 0.01));
  check("OneCycleLR", OneCycleLR(2, 50));
  check("OneCycleLR, linear", OneCycleLR(2, 50, {.pct_start = 0.45, .linear = true}));
  check("OneCycleLR, no rise", OneCycleLR(2, 50, {.pct_start = 0}));
  check("OneCycleLR, three phases",
        OneCycleLR(
            2, 50,
            {.pct_start = 0.2, .div_factor = 10, .final_div_factor = 100, .three_phase = true}));
  check("Noam", Noam(64, 12, 2));
  check("WarmupCosine", WarmupCosine(0.5, 8, 40, 0.1));
}
