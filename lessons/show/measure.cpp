// Measuring in a lesson: how long something takes, and how far two results lie apart.
#include "lessons/show/measure.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace heed::show {

double milliseconds(const std::function<void()>& run) {
  using Clock = std::chrono::steady_clock;
  double times[3];
  for (double& time : times) {
    const auto begin = Clock::now();
    run();
    time = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
  }
  std::sort(std::begin(times), std::end(times));
  return times[1];
}

double largest_difference(const Tensor& a, const Tensor& b) {
  double largest = 0;
  for (int64_t i = 0; i < a.numel(); ++i)
    largest = std::max(largest, std::abs(double(a.data()[i]) - double(b.data()[i])));
  return largest;
}

}  // namespace heed::show
