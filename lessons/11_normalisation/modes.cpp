// Train and eval mode: what batch norm remembers, and what happens when eval() is forgotten.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <numeric>

#include "data/batches.hpp"
#include "lessons/11_normalisation/sections.hpp"

namespace lesson11 {

namespace {

// One trained reader, asked in several ways.
struct Asked {
  std::string name;
  double eval, mixed, sorted, pairs, alone;  // shares read rightly
};

// All zeros first, then all ones, …
Digits by_kind(const Digits& digits) {
  std::vector<int64_t> rows(size_t(digits.size()));
  std::iota(rows.begin(), rows.end(), 0);
  std::stable_sort(rows.begin(), rows.end(),
                   [&](int64_t a, int64_t b) { return digits.labels[a] < digits.labels[b]; });
  return {take(digits.images, rows), take(digits.labels, rows)};
}

Digits shuffled(const Digits& digits) {
  Random random(11, 2);
  const std::vector<int64_t> rows = random.permutation(digits.size());
  return {take(digits.images, rows), take(digits.labels, rows)};
}

Asked ask(const std::string& name, Reader& reader, const Digits& test) {
  const Digits mixed = shuffled(test), sorted = by_kind(test);
  return {name,
          accuracy_in(reader, Mode::eval, mixed, 64),
          accuracy_in(reader, Mode::train, mixed, 64),
          accuracy_in(reader, Mode::train, sorted, 64),
          accuracy_in(reader, Mode::train, mixed, 2),
          accuracy_in(reader, Mode::train, mixed, 1)};
}

using Rows = std::vector<std::vector<std::string>>;
const std::vector<std::string> kHeader = {"trained with", "eval mode",  "train mode: 64 mixed",
                                          "64 of a kind", "2 together", "1 alone"};

Rows rows_of(const std::vector<Asked>& all) {
  Rows rows;
  for (const Asked& a : all) {
    rows.push_back({a.name});
    for (const double share : {a.eval, a.mixed, a.sorted, a.pairs, a.alone})
      rows.back().push_back(fmt::format("{:.3f}", share));
  }
  return rows;
}

// Of the last hundred steps, if there are as many; measured from the running mean's average.
std::string means_drawn(const Training& training, int64_t size) {
  const size_t steps = training.own.size(), shown = std::min<size_t>(steps, 100);
  const auto end_of = [&](std::vector<double> all) {
    return all.erase(all.begin(), all.end() - std::ptrdiff_t(shown)), all;
  };
  std::vector<double> own = end_of(training.own), running = end_of(training.running);
  const double level = std::accumulate(running.begin(), running.end(), 0.0) / double(shown);
  for (std::vector<double>* all : {&own, &running})
    for (double& mean : *all) mean -= level;
  show::LinePlot plot(
      {fmt::format("Batches of {}", size),
       fmt::format("The means of batches of {} scatter about their running mean.", size),
       "of the last 100 steps", "mean of one channel"});
  return plot.add("of the batch", own).add("running", running).y_range(-0.3, 0.3).svg();
}

void describe(show::Page& page, const std::vector<Asked>& all, const Training& small,
              const Training& large) {
  const Asked& batch = all.front();
  page.heading("Train and eval")
      .text(
          "Batch norm is the one norm with two modes. In training it takes mean and variance of "
          "the batch, and lets running averages follow, here by a tenth of the way each step:")
      .formula(
          "\\bar\\mu \\leftarrow 0.9 \\, \\bar\\mu + 0.1 \\, \\mu_{\\text{batch}}, \\qquad "
          "\\bar\\sigma^2 \\leftarrow 0.9 \\, \\bar\\sigma^2 + 0.1 \\, \\frac{n}{n-1} \\, "
          "\\sigma^2_{\\text{batch}}")
      .text(
          "In eval mode it uses these in the batch's place: one picture must be readable without "
          "63 others. So what is used is not quite what was trained, and the less a batch knows, "
          "the less they agree:")
      .begin_row()
      .figure(means_drawn(small, 2),
              "Batch norm trained with 2: a batch says little about the mean of all.")
      .figure(means_drawn(large, 64),
              "The same channel of the network that was trained with 64: the batches agree.")
      .end_row()
      .text(
          "What if `eval()` is forgotten? Then the answer to a picture depends on who else was "
          "asked:")
      .table(kHeader, rows_of(all),
             "Shares of test digits read rightly. *Of a kind*: first all zeros, then all ones, …")
      .text(fmt::format(
          "With batch norm, 64 mixed digits at a time hide the mistake ({:.3f}, in eval mode "
          "{:.3f}): that is why it is found so late. Sorted, the same digits give {:.3f}. What "
          "all zeros of a batch have in common is taken away from them, as if it were not what "
          "makes them zeros. Two at a time give {:.3f}, one alone {:.3f}. Layer norm has no "
          "modes: the same number in every column.",
          batch.mixed, batch.eval, batch.sorted, batch.pairs, batch.alone))
      .text(fmt::format(
          "And what spoiled the training with batches of 2? Not the running averages alone: with "
          "the fresh statistics of 64 mixed digits that network reads {:.3f}, in eval mode {:.3f}. "
          "All its life it saw every digit through one neighbour, and it learned to make do.",
          all[1].mixed, all[1].eval));
}

}  // namespace

void compare_modes(Lesson& lesson, const Trained& all) {
  const std::vector<Asked> asked = {
      ask("batch norm, 64", *all.at({Norm::batch, 64}).reader, lesson.test),
      ask("batch norm, 2", *all.at({Norm::batch, 2}).reader, lesson.test),
      ask("layer norm, 64", *all.at({Norm::layer, 64}).reader, lesson.test)};
  std::cout << "\n3. Train and eval mode: test digits read rightly\n\n"
            << show::text_table(kHeader, rows_of(asked));
  describe(lesson.page, asked, all.at({Norm::batch, 2}), all.at({Norm::batch, 64}));
  lesson.run.figure("batch_norm_64_forgot_eval_sorted", asked[0].sorted, show::Range{0.491, 0.560});
  lesson.run.figure("batch_norm_64_forgot_eval_alone", asked[0].alone, show::Range{0.363, 0.408});
}

}  // namespace lesson11
