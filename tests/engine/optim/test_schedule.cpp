// Schedules: their shapes, their ends, and what they refuse.

#include <cmath>
#include <limits>

#include "engine/optim.hpp"
#include "tests/engine/optim/refuses.hpp"

using namespace heed;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool close(double a, double b) { return std::abs(a - b) <= 1e-14 * (std::abs(a) + std::abs(b)); }

}  // namespace

TEST_CASE("the learning rate rises evenly, falls as a cosine, and stays at its floor") {
  const WarmupCosine schedule(2, 4, 12, 0.1);
  CHECK(schedule.lr(0) == 0.5);
  CHECK(schedule.lr(3) == 2);
  CHECK(schedule.lr(4) == 2);
  CHECK(std::abs(schedule.lr(8) - 2 * (0.1 + 0.9 / 2)) < 1e-12);
  CHECK(std::abs(schedule.lr(12) - 0.2) < 1e-12);
  CHECK(std::abs(schedule.lr(1000) - 0.2) < 1e-12);
  CHECK(WarmupCosine(1, 0, 0).lr(0) == 0);
  CHECK(WarmupCosine(1, 0, 1).lr(0) == 1);
  Tensor w = ones({1});
  w.requires_grad_();
  SGD optimizer({w}, {.lr = 9});
  schedule.apply(optimizer, 0);
  CHECK(optimizer.lr() == 0.5);
}

TEST_CASE("Noam's rate has the values of the paper's formula") {
  const Noam schedule(512, 4000);  // golden vector G9; step 0 is the paper's step 1
  CHECK(std::abs(schedule.lr(0) - 1.746928e-7) < 1e-13);
  CHECK(std::abs(schedule.lr(99) - 1.746928e-5) < 1e-11);
  CHECK(std::abs(schedule.lr(3999) - 6.987712e-4) < 1e-10);
  CHECK(std::abs(schedule.lr(99999) - 1.397542e-4) < 1e-10);
}

TEST_CASE("StepLR, MultiStepLR and ExponentialLR fall where they should") {
  const StepLR steps(1, 10, 0.5);
  CHECK(steps.lr(9) == 1);
  CHECK(steps.lr(10) == 0.5);
  CHECK(steps.lr(39) == 0.125);
  const MultiStepLR milestones(1, {20, 3}, 0.5);
  CHECK(milestones.lr(2) == 1);
  CHECK(milestones.lr(3) == 0.5);
  CHECK(milestones.lr(19) == 0.5);
  CHECK(milestones.lr(20) == 0.25);
  CHECK(MultiStepLR(1, {0}, 0.5).lr(0) == 0.5);
  CHECK(MultiStepLR(1, {}).lr(1000) == 1);
  CHECK(ExponentialLR(2, 0.5).lr(3) == 0.25);
  CHECK(ExponentialLR(2, 0).lr(0) == 2);
  CHECK(ExponentialLR(2, 0).lr(1) == 0);
}

TEST_CASE("CosineAnnealingLR goes down and up again") {
  const CosineAnnealingLR schedule(1, 10, 0.2);
  CHECK(schedule.lr(0) == 1);
  CHECK(close(schedule.lr(5), 0.6));
  CHECK(close(schedule.lr(10), 0.2));
  CHECK(close(schedule.lr(20), 1));
  CHECK(close(schedule.lr(13), schedule.lr(7)));
}

TEST_CASE("OneCycleLR ends at its last step and stays there") {
  const OneCycleLR schedule(1, 11,
                            {.pct_start = 6.0 / 11, .div_factor = 10, .final_div_factor = 4});
  CHECK(close(schedule.lr(0), 0.1));
  CHECK(close(schedule.lr(5), 1));
  CHECK(close(schedule.lr(10), 0.025));
  CHECK(schedule.lr(11) == schedule.lr(10));
  CHECK(schedule.lr(INT64_MAX) == schedule.lr(10));
  CHECK(close(OneCycleLR(1, 1).lr(0), 1 / 25.0 / 1e4));          // nothing but its end
  CHECK(close(OneCycleLR(1, 10, {.pct_start = 0.1}).lr(0), 1));  // a rise of no length
  CHECK(close(OneCycleLR(1, 10, {.pct_start = 1}).lr(9), 1));    // a fall of no length
}

TEST_CASE("a schedule needs nothing but the step: any order gives the same rates") {
  const OneCycleLR schedule(1, 30, {.pct_start = 0.4, .three_phase = true});
  std::vector<double> forwards, backwards;
  for (int64_t step = 0; step < 40; ++step) forwards.push_back(schedule.lr(step));
  for (int64_t step = 39; step >= 0; --step) backwards.insert(backwards.begin(), schedule.lr(step));
  CHECK(forwards == backwards);
}

TEST_CASE("schedules refuse numbers out of range") {
  const auto says = [](const auto& call, const std::vector<std::string>& pieces) {
    refuses<ValueError>(call, pieces);
  };
  says([] { WarmupCosine(1, 5, 4); }, {"test_schedule.cpp:", "[WarmupCosine]", "warmup <= total"});
  says([] { WarmupCosine(1, -1, 4); }, {"warmup <= total", "-1 and 4"});
  says([] { WarmupCosine(-1, 0, 4); }, {"[WarmupCosine] peak", "-1"});
  says([] { WarmupCosine(kNaN, 0, 4); }, {"[WarmupCosine] peak", "nan"});
  says([] { WarmupCosine(1, 0, 4, 1.5); }, {"floor is a share of the peak", "1.5"});
  says([] { WarmupCosine(1, 0, 4, kNaN); }, {"floor is a share of the peak", "nan"});
  says([] { WarmupCosine(1, 0, 4).lr(-1); },
       {"test_schedule.cpp:", "step must be at least 0", "-1"});
  says([] { StepLR(-1, 5); }, {"[StepLR] lr", "-1"});
  says([] { StepLR(1, 0); }, {"[StepLR] step_size must be at least 1, it is 0"});
  says([] { StepLR(1, 5, kNaN); }, {"[StepLR] gamma", "nan"});
  says([] { MultiStepLR(kInfinity, {1}); }, {"[MultiStepLR] lr", "inf"});
  says([] { MultiStepLR(1, {4, -2}); }, {"[MultiStepLR] a milestone", "-2"});
  says([] { MultiStepLR(1, {4}, -0.1); }, {"[MultiStepLR] gamma", "-0.1"});
  says([] { ExponentialLR(kNaN, 1); }, {"[ExponentialLR] lr", "nan"});
  says([] { ExponentialLR(1, kInfinity); }, {"[ExponentialLR] gamma", "inf"});
  says([] { CosineAnnealingLR(-1, 5); }, {"[CosineAnnealingLR] lr", "-1"});
  says([] { CosineAnnealingLR(1, 0); }, {"[CosineAnnealingLR] t_max", "at least 1"});
  says([] { CosineAnnealingLR(1, 5, kNaN); }, {"[CosineAnnealingLR] eta_min", "nan"});
  says([] { OneCycleLR(kNaN, 5); }, {"[OneCycleLR] max_lr", "nan"});
  says([] { OneCycleLR(1, 0); }, {"[OneCycleLR] total_steps", "at least 1"});
  says([] { OneCycleLR(1, 5, {.pct_start = 1.1}); }, {"[OneCycleLR] pct_start", "0 to 1", "1.1"});
  says([] { OneCycleLR(1, 5, {.pct_start = kNaN}); }, {"[OneCycleLR] pct_start", "nan"});
  says([] { OneCycleLR(1, 5, {.pct_start = 0.6, .three_phase = true}); }, {"0 to 0.5", "0.6"});
  says([] { OneCycleLR(1, 5, {.div_factor = 0}); }, {"div_factor", "more than 0"});
  says([] { OneCycleLR(1, 5, {.div_factor = kNaN}); }, {"div_factor", "nan"});
  says([] { OneCycleLR(1, 5, {.final_div_factor = kInfinity}); }, {"final_div_factor", "inf"});
  says([] { Noam(0, 10); }, {"[Noam] d_model", "at least 1"});
  says([] { Noam(512, 0); }, {"[Noam] warmup", "at least 1"});
  says([] { Noam(512, 10, -1); }, {"[Noam] factor", "-1"});
}
