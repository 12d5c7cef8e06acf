// An MLP learns a few digits by heart: the trainings, without what is said about them.
#pragma once

#include <vector>

#include "lessons/03_linear/sections.hpp"

namespace lesson03 {

constexpr int64_t kFew = 100, kWrongLabels = 20, kDraws = 5;

// Means over several draws of 100 digits, each with other first numbers.
struct ByHeart {
  double decay;
  bool wrong_labels;
  double train = 0, test = 0;            // shares read rightly; train: as the labels say
  double train_loss = 0, test_loss = 0;  // at the end
  std::vector<double> each_test;         // the share of every draw
  std::vector<double> at, train_losses, test_losses;  // on the way, of the first draw

  double gap() const { return train - test; }
};
ByHeart by_heart(const Lesson& lesson, double decay, bool wrong_labels);

}  // namespace lesson03
