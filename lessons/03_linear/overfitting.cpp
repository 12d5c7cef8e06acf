// Learning by heart, and what weight decay does about it.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "lessons/03_linear/by_heart.hpp"
#include "lessons/03_linear/sections.hpp"

namespace lesson03 {

namespace {

constexpr double kDecays[] = {0, 0.1, 1, 2};
constexpr size_t kChosen = 3;  // of them, that of the figures

struct Findings {
  std::vector<ByHeart> clean, wrong;  // by decay
};

// What decay adds to the share of test digits, of each draw: "+0.003, -0.006, …".
std::string gains(const std::vector<ByHeart>& results) {
  std::string text;
  for (size_t d = 0; d < results[0].each_test.size(); ++d)
    text += fmt::format("{}{:+.3f}", d ? ", " : "",
                        results[kChosen].each_test[d] - results[0].each_test[d]);
  return text;
}

const std::vector<std::string> kHeader = {"labels",      "weight decay", "training digits",
                                          "test digits", "gap",          "training loss",
                                          "test loss"};

std::vector<std::vector<std::string>> rows_of(const Findings& f) {
  std::vector<std::vector<std::string>> rows;
  for (const auto* results : {&f.clean, &f.wrong})
    for (const ByHeart& r : *results)
      rows.push_back({r.wrong_labels ? "wrong" : "right", fmt::format("{}", r.decay),
                      fmt::format("{:.3f}", r.train), fmt::format("{:.3f}", r.test),
                      fmt::format("{:.3f}", r.gap()), fmt::format("{:.4f}", r.train_loss),
                      fmt::format("{:.3f}", r.test_loss)});
  return rows;
}

std::string drawn(const std::vector<ByHeart>& results, const std::string& title) {
  const ByHeart &none = results[0], &decayed = results[kChosen];
  const std::string with = fmt::format("decay {}", decayed.decay);
  show::LinePlot plot({title,
                       "Without decay the training loss falls towards 0 and the test loss does not "
                       "follow; with decay the two stay closer.",
                       "step", "loss (nats), logarithmic"});
  plot.add("test, no decay", none.at, none.test_losses);
  plot.add("training, no decay", none.at, none.train_losses);
  plot.add("test, " + with, decayed.at, decayed.test_losses);
  plot.add("training, " + with, decayed.at, decayed.train_losses);
  return plot.log_y().svg();
}

void pose(show::Page& page) {
  page.heading("Learning by heart")
      .text(fmt::format(
          "4,810 weights and only {} digits: nothing keeps the MLP from learning each single one. "
          "It reads all of them, and new ones much worse. The difference is the *generalisation "
          "gap*. The usual cure is **weight decay**: before each step all weights shrink a little, "
          "so that only what the loss keeps asking for stays large:",
          kFew))
      .formula("w \\leftarrow (1 - \\eta \\lambda) w")
      .text(fmt::format(
          "Does it help? Five draws of {} digits, four strengths $\\lambda$, AdamW with $\\eta$ = "
          "0.003. And the same once more after {} of the {} labels were made wrong, as they are "
          "where people label in a hurry.",
          kFew, kWrongLabels, kFew));
}

void describe(show::Page& page, const Findings& f) {
  page.table(kHeader, rows_of(f),
             "Means of five draws; wrong: 20 of the 100 labels. Training digits: the share that is "
             "read as its label says. We "
             "picked strength 2 for the text by its test digits; in earnest one keeps other digits "
             "apart for that.")
      .begin_row()
      .figure(drawn(f.clean, "All labels right"),
              "The first draw. The test loss is lowest long before the end, then rises a little "
              "while the training loss goes on falling.")
      .figure(drawn(f.wrong, fmt::format("{} labels wrong", kWrongLabels)),
              "The same with wrong labels: now every one of them that is learned by heart does "
              "harm.")
      .end_row()
      .text(fmt::format(
          "With right labels, honestly, *it hardly helps*. Decay {} adds to the share of test "
          "digits, in the five draws: {}; on average, for seeds 0 to 4, from -0.006 to +0.014. The "
          "training loss rises, as it must, and the gap stays. What new digits lack is more "
          "examples, and decay has none: the MLP "
          "above, which saw all 1,442, is the cure. (The test *loss* is another matter: without "
          "decay it "
          "climbs while training goes on, for wrong answers are given with ever more certainty.) "
          "With wrong labels decay helps in earnest, {}: a label that contradicts all other digits "
          "of its kind takes large weights to learn, and those are what decay forbids.",
          kDecays[kChosen], gains(f.clean), gains(f.wrong)));
}

void record(show::Run& run, const Findings& f) {
  run.figure("gap_without_decay", f.clean[0].gap(), show::Range{0.09127, 0.1206});
  run.figure("gap_with_decay", f.clean[kChosen].gap(), show::Range{0.09577, 0.1144});
  run.figure("decay_gains", f.clean[kChosen].test - f.clean[0].test,
             show::Range{-0.005634, 0.01352});
  run.figure("wrong_labels_without_decay", f.wrong[0].test, show::Range{0.6513, 0.7014});
  run.figure("wrong_labels_with_decay", f.wrong[kChosen].test, show::Range{0.7499, 0.7701});
}

}  // namespace

void learn_by_heart(Lesson& lesson) {
  Findings f;
  for (const double decay : kDecays) f.clean.push_back(by_heart(lesson, decay, false));
  for (const double decay : kDecays) f.wrong.push_back(by_heart(lesson, decay, true));
  std::cout << fmt::format("\n5. Learning {} digits by heart, with and without weight decay\n\n",
                           kFew)
            << show::text_table(kHeader, rows_of(f))
            << fmt::format("decay {} adds, in five draws: {} (right labels); {} (wrong ones)\n",
                           kDecays[kChosen], gains(f.clean), gains(f.wrong));
  pose(lesson.page);
  describe(lesson.page, f);
  record(lesson.run, f);
}

}  // namespace lesson03
