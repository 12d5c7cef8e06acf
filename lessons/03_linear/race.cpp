// Five optimisers race, each at a rate that was searched for it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "lessons/03_linear/sections.hpp"

namespace lesson03 {

namespace {

constexpr int kLowest = -8, kHighest = 1;        // rates 10^-4, 10^-3.5, … 10^0.5
constexpr int kShared = 4;                       // of them, the one that all are tried with
constexpr uint64_t kOtherBatches = 1000;         // the search sees other batches, and begins
constexpr uint64_t kSearched = 50, kStarts = 3;  // with other numbers, three times,
constexpr uint64_t kRaced = 30;                  // than the race
constexpr double kGuessing = 2.303;

double power_of(size_t i) { return (kLowest + int(i)) / 2.0; }
double rate_of(size_t i) { return std::pow(10, power_of(i)); }

struct Racer {
  std::string name;
  std::vector<double> searched;  // training loss at the end, by rate; infinite if it was no number
  size_t best = 0;               // the rate with the least
  std::vector<double> losses;    // of the race
  double last = 0, test = 0;     // then: loss on all training digits, share of test digits right
};

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
  show::Progress bar = lesson.run.progress("rates for " + way.name, kHighest - kLowest + 1);
  while (bar.next()) {
    racer.searched.push_back(tried(lesson, way, rate_of(racer.searched.size())));
    bar.loss(std::min(racer.searched.back(), 1e6));
  }
  racer.best = size_t(std::min_element(racer.searched.begin(), racer.searched.end()) -
                      racer.searched.begin());
  return racer;
}

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

const std::vector<std::string> kHeader = {"optimiser", "its rate", "loss at its rate",
                                          "test digits right", "loss at 0.01"};

std::vector<std::vector<std::string>> rows_of(const std::vector<Racer>& racers) {
  std::vector<std::vector<std::string>> rows;
  for (const Racer& r : racers)
    rows.push_back({r.name, fmt::format("{:.2g}", rate_of(r.best)), fmt::format("{:.4f}", r.last),
                    fmt::format("{:.3f}", r.test), fmt::format("{:.4f}", r.searched[kShared])});
  return rows;
}

std::string race_drawn(const std::vector<Racer>& racers) {
  std::string ends;
  for (const Racer& r : racers)
    ends += fmt::format("{}{} {:.2g}", ends.empty() ? "" : ", ", r.name, r.last);
  show::LinePlot plot(
      {"The race", "The losses at the end: " + ends + ".", "step", "loss (nats), logarithmic"});
  for (const Racer& r : racers) {
    std::vector<double> means;  // of ten steps each: single batches would hide the lines
    std::vector<double> at;
    for (size_t i = 0; i < r.losses.size(); i += 10) {
      const size_t end = std::min(i + 10, r.losses.size());
      double sum = 0;
      for (size_t k = i; k < end; ++k) sum += r.losses[k];
      means.push_back(sum / double(end - i));
      at.push_back(double(i + end + 1) / 2);
    }
    plot.add(r.name, at, means);
  }
  return plot.log_y().svg();
}

std::string search_drawn(const std::vector<Racer>& racers) {
  show::LinePlot plot({"The search",
                       "Each optimiser has a valley: too small a rate learns too little, too large "
                       "a rate nothing. The valleys lie at different rates.",
                       "learning rate, as a power of ten (-2: 0.01)", "loss, logarithmic"});
  for (const Racer& r : racers) {
    std::vector<double> at;
    for (size_t i = 0; i < r.searched.size(); ++i) at.push_back(power_of(i));
    plot.add(r.name, at, r.searched);
  }
  return plot.level("guessing", kGuessing).log_y().svg();
}

void describe_ways(show::Page& page) {
  page.heading("Five ways down")
      .text(
          "`backward()` says which way is down, and an optimiser decides what to do with that. Let "
          "$g$ be the gradient, $w$ the weights, $\\eta$ the learning rate. **SGD** steps along "
          "the gradient; **momentum** along a running sum of gradients, so that what they agree on "
          "adds up and what they quarrel about cancels:")
      .formula(
          "w \\leftarrow w - \\eta g, \\qquad\\qquad v \\leftarrow \\mu v + g, \\quad w "
          "\\leftarrow "
          "w - \\eta v")
      .text(
          "**RMSprop** divides each number's gradient by its usual size, so that all of them "
          "move about as fast; **Adam** does both, and corrects its averages for having begun at "
          "0; **AdamW** is Adam that also shrinks the weights a little each step.")
      .formula(
          "s \\leftarrow \\alpha s + (1 - \\alpha) g^2, \\quad w \\leftarrow w - \\eta "
          "\\frac{g}{\\sqrt{s} + \\varepsilon}")
      .formula(
          "m \\leftarrow \\beta_1 m + (1 - \\beta_1) g, \\quad v \\leftarrow \\beta_2 v + (1 - "
          "\\beta_2) g^2, \\quad w \\leftarrow w - \\eta \\frac{m / (1 - \\beta_1^t)}{\\sqrt{v / "
          "(1 "
          "- \\beta_2^t)} + \\varepsilon}");
}

void describe_race(Lesson& lesson, const std::vector<Racer>& racers) {
  describe_ways(lesson.page);
  lesson.page
      .text(fmt::format(
          "A race at one rate for all is unfair: a step of SGD is as long as $\\eta g$, one of "
          "Adam about as long as $\\eta$ whatever $g$ is. So each racer gets its own: the same "
          "MLP, {} steps, ten rates from 0.0001 to 3.2, each √10 times the one before; the least "
          "training loss wins. The search takes the mean of three starts, none of them the race's, "
          "and sees other batches, so that nobody is chosen for being lucky in the race.",
          lesson.run.steps(300)))
      .begin_row()
      .figure(search_drawn(racers),
              "Read it from the left: nothing learned, a valley, nothing again. Where is each "
              "one's valley, and how wide is it? A line that stops was no number from there on.")
      .figure(race_drawn(racers),
              "The race, each at the bottom of its valley: the same first numbers, the same "
              "batches. Means of ten steps.")
      .end_row()
      .table(kHeader, rows_of(racers),
             "Loss: on all training digits, at the end. The last column is the unfair race, from "
             "the search: all at rate 0.01.")
      .note(
          "At one rate for all, plain SGD looks hopeless, and it is not: it wants a rate thirty "
          "times Adam's. At their own rates, momentum reaches what Adam reaches, and which of "
          "momentum, Adam and AdamW is first changes with the seed; SGD and RMSprop came in last "
          "for each of the seeds 0 to 4. *Test digits* hardly tell them apart: one of 355 is "
          "0.003. An optimiser's rate matters more than its name.");
}

}  // namespace

void race_optimisers(Lesson& lesson) {
  std::vector<Racer> racers;
  for (const Way& way : ways()) racers.push_back(raced(lesson, way));
  std::cout << "\n3. Five optimisers, each at its own learning rate\n\n"
            << show::text_table(kHeader, rows_of(racers));
  describe_race(lesson, racers);
  show::Figure::ByName own, shared, rates;
  for (const Racer& r : racers) {
    own.push_back({r.name, r.last});
    shared.push_back({r.name, r.searched[kShared]});
    rates.push_back({r.name, rate_of(r.best)});
  }
  lesson.run.figure("race_losses", own);
  lesson.run.figure("race_rates", rates);
  lesson.run.figure("losses_at_one_rate", shared);
}

}  // namespace lesson03
