// All readers of digits, trained, and what each reads of moved digits.
#include "lessons/04_convolution/reading.hpp"

#include <algorithm>

#include "engine/metrics.hpp"
#include "engine/ops.hpp"
#include "lessons/show/measure.hpp"

namespace lesson04 {

namespace {

constexpr uint64_t kMlp = 30, kShownMlp = 33;  // streams of first numbers: lesson 03's
constexpr uint64_t kFlat = 40, kMean = 41, kHalved = 42, kShownCnn = 43;
constexpr int64_t kCnnSteps = 1000, kShownCnnSteps = 4000, kShownMlpSteps = 12000;
constexpr int64_t kMargin = 4;  // of the sheet around the 8×8 pixels

Reading read(Lesson& lesson, const std::string& name, const std::string& figure, Layer& model) {
  const auto share = [&](int64_t right, int64_t down) {
    return accuracy_on(model, moved_digits(lesson.test, right, down));
  };
  Reading r{name, figure, model.num_parameters(), share(0, 0), {}, {}};
  for (const Move& move : kMoves) r.moved.push_back(share(move.right, move.down));
  for (int64_t right = -kFarthest; right <= kFarthest; ++right)
    r.sideways.push_back(share(right, 0));
  return r;
}

OnSheet read_sheet(Lesson& lesson, const std::string& name, Layer& model) {
  const Evaluation evaluation(model);
  const Digits sheet{pad(lesson.test.images, {kMargin, kMargin, kMargin, kMargin}),
                     lesson.test.labels};
  const auto scores = [&](int64_t right) { return model(moved_digits(sheet, right, 0).images); };
  OnSheet on{name, accuracy_on(model, lesson.test), {}, 0, 0};
  for (int64_t right = 0; right <= kMargin; ++right)
    on.moved.push_back(accuracy(scores(right), sheet.labels));
  on.change_by_one = show::largest_difference(scores(0), scores(1));
  on.change_by_two = show::largest_difference(scores(0), scores(2));
  return on;
}

// The readers of lesson 03, trained as they were there.
void read_with_old_ones(Lesson& lesson, std::vector<Reading>& readings) {
  show::Run& run = lesson.run;
  LinearReader linear;
  Random first_numbers(run.seed(), kMlp);
  Mlp mlp(first_numbers);
  show::Progress first = run.progress("linear layer", run.steps(kCnnSteps));
  train_plainly(linear, lesson.train, run.seed(), first);
  show::Progress second = run.progress("MLP", run.steps(kCnnSteps));
  train_plainly(mlp, lesson.train, run.seed(), second);
  readings.push_back(read(lesson, "linear\u00a0layer", "linear", linear));
  readings.push_back(read(lesson, "MLP", "mlp", mlp));
}

// Those that are shown moved digits in training.
void read_with_prepared_ones(Lesson& lesson, std::vector<Reading>& readings) {
  show::Run& run = lesson.run;
  Random for_mlp(run.seed(), kShownMlp), for_cnn(run.seed(), kShownCnn);
  Mlp mlp(for_mlp);
  PooledCnn cnn(Keep::largest, for_cnn);
  show::Progress first = run.progress("MLP, shown moved digits", run.steps(kShownMlpSteps));
  train_plainly(mlp, lesson.train, run.seed(), first, true);
  show::Progress second = run.progress("CNN, shown moved digits", run.steps(kShownCnnSteps));
  train_cnn(cnn, lesson.train, run.seed(), second, true);
  readings.push_back(read(lesson, "MLP,\u00a0shown\u00a0moved", "mlp_shown", mlp));
  readings.push_back(read(lesson, "CNN,\u00a0shown\u00a0moved", "cnn_shown", cnn));
}

}  // namespace

double Reading::mean() const {
  double sum = 0;
  for (const double share : moved) sum += share;
  return sum / double(moved.size());
}

Readings read_with_all(Lesson& lesson, PooledCnn& largest) {
  Readings all;
  read_with_old_ones(lesson, all.readings);
  const uint64_t seed = lesson.run.seed();
  Random for_flat(seed, kFlat), for_mean(seed, kMean), for_halved(seed, kHalved);
  FlatCnn flat(for_flat);
  PooledCnn mean(Keep::mean, for_mean), halved(Keep::largest, for_halved, true);
  const auto learn = [&](const std::string& name, const std::string& figure, Layer& model) {
    show::Progress bar = lesson.run.progress(name, lesson.run.steps(kCnnSteps));
    train_cnn(model, lesson.train, seed, bar);
    all.readings.push_back(read(lesson, name, figure, model));
  };
  learn("CNN,\u00a0every\u00a0place", "cnn_flat", flat);
  learn("CNN,\u00a0mean", "cnn_mean", mean);
  learn("CNN,\u00a0largest", "cnn", largest);
  learn("CNN,\u00a0halved", "cnn_halved", halved);
  read_with_prepared_ones(lesson, all.readings);
  for (const auto& [name, model] : {std::pair<const char*, PooledCnn*>{"mean", &mean},
                                    {"largest", &largest},
                                    {"halved", &halved}})
    all.sheets.push_back(read_sheet(lesson, name, *model));
  return all;
}

}  // namespace lesson04
