// One optimiser in the race: the search for its learning rate, and its run.
#include "lessons/03_linear/racer.hpp"

#include <algorithm>
#include <cmath>

namespace lesson03 {

namespace {

constexpr uint64_t kOtherBatches = 1000;         // the search sees other batches, and begins
constexpr uint64_t kSearched = 50, kStarts = 3;  // with other numbers, three times,
constexpr uint64_t kRaced = 30;                  // than the race

// The loss at the end: the mean of several starts, or infinite if one ended in no number.
double tried(const Lesson& lesson, const Way& way, double rate) {
  double sum = 0;
  for (uint64_t start = 0; start < kStarts; ++start) {
    Random first_numbers(lesson.run.seed(), kSearched + start);
    Mlp model(first_numbers);
    const auto optimizer = way.make(model.parameters(), rate);
    show::Progress silent("", lesson.run.steps(300), /*quiet=*/true);
    try {
      train(model, *optimizer, lesson.train, lesson.run.seed() + kOtherBatches + start, silent);
    } catch (const NumericalError&) {
      return INFINITY;
    }
    sum += loss_on(model, lesson.train);
  }
  return std::isfinite(sum) ? sum / double(kStarts) : INFINITY;
}

Racer searched(const Lesson& lesson, const Way& way) {
  Racer racer;
  racer.name = way.name;
  show::Progress bar = lesson.run.progress("rates for " + way.name, kRates);
  while (bar.next()) {
    racer.searched.push_back(tried(lesson, way, rate_of(racer.searched.size())));
    bar.loss(std::min(racer.searched.back(), 1e6));
  }
  racer.best = size_t(std::min_element(racer.searched.begin(), racer.searched.end()) -
                      racer.searched.begin());
  return racer;
}

}  // namespace

double power_of(size_t rate) { return -4 + double(rate) / 2; }
double rate_of(size_t rate) { return std::pow(10, power_of(rate)); }

Racer raced(const Lesson& lesson, const Way& way) {
  Racer racer = searched(lesson, way);
  Random first_numbers(lesson.run.seed(), kRaced);
  Mlp model(first_numbers);
  const auto optimizer = way.make(model.parameters(), rate_of(racer.best));
  show::Progress bar = lesson.run.progress(way.name, lesson.run.steps(300));
  train(model, *optimizer, lesson.train, lesson.run.seed(), bar);
  racer.losses = bar.losses();
  racer.last = loss_on(model, lesson.train);
  racer.test = accuracy_on(model, lesson.test);
  return racer;
}

}  // namespace lesson03
