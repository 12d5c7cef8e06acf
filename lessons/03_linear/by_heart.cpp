// An MLP learns a few digits by heart: the trainings.
#include "lessons/03_linear/by_heart.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lesson03 {

namespace {

constexpr double kRate = 3e-3;
constexpr uint64_t kDrawn = 40, kFirstNumbers = 60;  // streams of random numbers, and those behind

// 100 training digits; of the first 20 the label is another one, if so wanted.
Rows few_of(const Lesson& lesson, uint64_t draw, bool wrong_labels) {
  Random random(lesson.run.seed(), kDrawn + draw);
  std::vector<int64_t> which = random.permutation(lesson.train.size());
  which.resize(size_t(std::min(kFew, lesson.train.size())));
  Rows few = pick(lesson.train, Indices(which));
  if (!wrong_labels) return few;
  std::vector<int64_t> labels(few.labels.data(), few.labels.data() + few.size());
  for (size_t i = 0; i < std::min(labels.size(), size_t(kWrongLabels)); ++i)
    labels[i] = (labels[i] + 1 + random.integer(kClasses - 1)) % kClasses;
  return {few.x, Indices(labels)};
}

void learn(const Lesson& lesson, ByHeart& result, uint64_t draw) {
  const Rows few = few_of(lesson, draw, result.wrong_labels);
  Random first_numbers(lesson.run.seed(), kFirstNumbers + draw);
  Mlp mlp(first_numbers);
  AdamW optimizer(mlp.parameters(), {.lr = kRate, .weight_decay = result.decay});
  show::Progress silent("", lesson.run.steps(2000), /*quiet=*/true);
  train(mlp, optimizer, few, lesson.run.seed() + draw, silent, [&](int64_t step) {
    if (draw > 0 || (step % 20 != 0 && step != silent.steps())) return;
    result.at.push_back(double(step));
    result.train_losses.push_back(loss_on(mlp, few));
    result.test_losses.push_back(loss_on(mlp, lesson.test));
  });
  const double part = 1.0 / double(kDraws);
  result.each_test.push_back(accuracy_on(mlp, lesson.test));
  result.test += part * result.each_test.back();
  result.train += part * accuracy_on(mlp, few);
  result.test_loss += part * loss_on(mlp, lesson.test);
  result.train_loss += part * loss_on(mlp, few);
}

}  // namespace

ByHeart by_heart(const Lesson& lesson, double decay, bool wrong_labels) {
  ByHeart result;
  result.decay = decay;
  result.wrong_labels = wrong_labels;
  show::Progress bar = lesson.run.progress(
      fmt::format("{} digits, decay {}{}", kFew, decay, wrong_labels ? ", wrong labels" : ""),
      kDraws);
  while (bar.next()) {
    learn(lesson, result, uint64_t(bar.step()));
    bar.loss(result.train_loss);
  }
  return result;
}

}  // namespace lesson03
