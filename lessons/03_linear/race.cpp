// Five optimisers race, each at a rate that was searched for it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "lessons/03_linear/racer.hpp"

namespace lesson03 {

namespace {

constexpr double kGuessing = 2.303;

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
      .formula("w \\leftarrow w - \\eta g")
      .formula("v \\leftarrow \\mu v + g, \\quad w \\leftarrow w - \\eta v")
      .text(
          "**RMSprop** divides each number's gradient by its usual size, so that all of them "
          "move about as fast; **Adam** does both, and corrects its averages for having begun at "
          "0; **AdamW** is Adam that also shrinks the weights a little each step.")
      .formula(
          "s \\leftarrow \\alpha s + (1 - \\alpha) g^2, \\quad w \\leftarrow w - \\eta "
          "\\frac{g}{\\sqrt{s} + \\varepsilon}")
      .formula(
          "m \\leftarrow \\beta_1 m + (1 - \\beta_1) g, \\quad v \\leftarrow \\beta_2 v + (1 - "
          "\\beta_2) g^2")
      .formula(
          "w \\leftarrow w - \\eta \\frac{m / (1 - \\beta_1^t)}{\\sqrt{v / (1 - \\beta_2^t)} + "
          "\\varepsilon}");
}

void describe_race(Lesson& lesson, const std::vector<Racer>& racers) {
  describe_ways(lesson.page);
  lesson.page
      .text(fmt::format(
          "A race at one rate for all is unfair: a step of SGD is as long as $\\eta g$, one of "
          "Adam, in each number, about $\\eta$ whatever $g$ is. So each racer gets its own: the "
          "same MLP, {} steps, ten rates from 0.0001 to 3.2, each √10 times the one before; the "
          "least training loss wins. The search takes the mean of three starts, none of them the "
          "race's, "
          "and sees other batches, so that nobody is chosen for being lucky in the race.",
          lesson.run.steps(300)))
      .begin_row()
      .figure(search_drawn(racers),
              "Read it from the left: nothing learned, a valley, nothing again. Where is each "
              "one's valley, and how wide is it?")
      .figure(race_drawn(racers),
              "The race, each at the bottom of its valley: the same first numbers, the same "
              "batches. Means of ten steps.")
      .end_row()
      .table(kHeader, rows_of(racers),
             "Loss: on all training digits, at the end. The last column is the unfair race, from "
             "the search: all at rate 0.01.")
      .note(
          "At one rate for all, plain SGD looks hopeless, and it is not: it wants a rate thirty "
          "times Adam's. At their own rates, momentum reaches what Adam reaches, and for "
          "the seeds 0 to 4 now the one and now the other is first, AdamW close behind; SGD and "
          "RMSprop came in last each time. *Test digits*, 0.946 to 0.983 right, tell less: the "
          "five "
          "ranges overlap. An optimiser's rate matters more than its name.");
}

void record(show::Run& run, const std::vector<Racer>& racers) {
  show::Figure::ByName own, shared, rates;
  for (const Racer& r : racers) {
    own.push_back({r.name, r.last});
    shared.push_back({r.name, r.searched[kShared]});
    rates.push_back({r.name, rate_of(r.best)});
  }
  const show::Range ranges[] = {{0.03588, 0.04148},
                                {0.001869, 0.008343},
                                {0.02537, 0.1057},
                                {0.003178, 0.03766},
                                {0.003859, 0.01147}};
  for (size_t i = 0; i < racers.size(); ++i)
    run.figure("race_loss_" + racers[i].name, racers[i].last, ranges[i]);
  run.figure("race_losses", own);
  run.figure("race_rates", rates);
  run.figure("losses_at_one_rate", shared);
}

}  // namespace

void race_optimisers(Lesson& lesson) {
  std::vector<Racer> racers;
  for (const Way& way : ways()) racers.push_back(raced(lesson, way));
  std::cout << "\n3. Five optimisers, each at its own learning rate\n\n"
            << show::text_table(kHeader, rows_of(racers));
  describe_race(lesson, racers);
  record(lesson.run, racers);
}

}  // namespace lesson03
