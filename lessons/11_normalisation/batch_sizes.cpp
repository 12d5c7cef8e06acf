// The same CNN with each norm, trained on batches of 2, 8 and 64.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "lessons/11_normalisation/sections.hpp"

namespace lesson11 {

namespace {

constexpr Norm kNorms[] = {Norm::batch, Norm::layer, Norm::group, Norm::instance, Norm::none};
constexpr int64_t kSizes[] = {2, 8, 64};

using Rows = std::vector<std::vector<std::string>>;
const std::vector<std::string> kHeader = {"norm", "numbers to learn", "batches of 2", "of 8",
                                          "of 64"};

Rows rows_of(const Trained& all) {
  Rows rows;
  for (const Norm norm : kNorms) {
    rows.push_back({name_of(norm), fmt::format("{}", all.at({norm, 2}).reader->num_parameters())});
    for (const int64_t size : kSizes)
      rows.back().push_back(fmt::format("{:.3f}", all.at({norm, size}).accuracy));
  }
  return rows;
}

std::string drawn(const Trained& all) {
  std::vector<std::string> labels;
  std::vector<show::Bars> bars;
  for (const int64_t size : kSizes) bars.push_back({fmt::format("batches of {}", size), {}});
  for (const Norm norm : kNorms) {
    const std::string name = name_of(norm);
    labels.push_back(norm == Norm::none ? "none" : name.substr(0, name.find(' ')));
    for (size_t i = 0; i < bars.size(); ++i)
      bars[i].values.push_back(1 - all.at({norm, kSizes[i]}).accuracy);
  }
  return show::bar_plot(
      {"Who minds small batches?",
       "Misread digits. With batch norm many more at batches of 2 than at 8 and 64; with layer and "
       "group norm batches of 2 are no worse than others.",
       "norm", "test digits misread"},
      labels, bars);
}

void record(show::Run& run, const Trained& all) {
  const auto keep = [&](Norm norm, const char* name, show::Range two, show::Range eight,
                        show::Range many) {
    run.figure(fmt::format("accuracy_{}_2", name), all.at({norm, 2}).accuracy, two);
    run.figure(fmt::format("accuracy_{}_8", name), all.at({norm, 8}).accuracy, eight);
    run.figure(fmt::format("accuracy_{}_64", name), all.at({norm, 64}).accuracy, many);
  };
  keep(Norm::batch, "batch_norm", {0.861, 0.885}, {0.929, 0.946}, {0.930, 0.955});
  keep(Norm::layer, "layer_norm", {0.930, 0.955}, {0.930, 0.949}, {0.906, 0.927});
  keep(Norm::group, "group_norm", {0.923, 0.936}, {0.917, 0.933}, {0.899, 0.914});
  keep(Norm::instance, "instance_norm", {0.806, 0.855}, {0.809, 0.856}, {0.796, 0.848});
  keep(Norm::none, "no_norm", {0.847, 0.875}, {0.841, 0.877}, {0.783, 0.824});
}

void describe(show::Page& page, const Trained& all, int64_t digits) {
  const auto shown = [&](Norm norm, int64_t size) { return all.at({norm, size}).accuracy; };
  page.heading("The same network, five times, three batch sizes")
      .text(
          "A CNN with three convolutions reads digits that are moved by up to two pixels. Only "
          "what stands between convolution and ReLU changes. Each training sees the same pictures "
          "as often: batches of 2 make 32 times the steps of batches of 64, each step "
          "$\\sqrt{1/32}$ of the length. In the last two convolutions a channel has four places, "
          "so with two pictures batch norm takes its mean and variance from *eight* numbers.")
      .begin_row()
      .figure(drawn(all), "The share of test digits misread, in eval mode: shorter is better.")
      .table(kHeader, rows_of(all),
             fmt::format("The share of {} test digits read rightly: 355, each moved four ways.",
                         digits))
      .end_row()
      .list({fmt::format("**Batch norm** reads {:.3f} with batches of 64, and {:.3f} with batches "
                         "of 2. Mean and variance of eight numbers are mostly chance: every "
                         "picture is seen through its one neighbour.",
                         shown(Norm::batch, 64), shown(Norm::batch, 2)),
             fmt::format("**Layer norm** and **group norm** do not know how large the batch is: "
                         "{:.3f} and {:.3f} with batches of 2. That 64 suit them less has "
                         "another reason, 32 times fewer steps. Batch norm makes up for that, "
                         "which is what it is loved for.",
                         shown(Norm::layer, 2), shown(Norm::group, 2)),
             fmt::format("**Instance norm**, {:.3f} with batches of 8, forgets how much of "
                         "something there was: each channel of each picture gets mean 0 and "
                         "variance 1. For the style of a picture that is wanted, for reading it "
                         "is not: it does no better than no norm.",
                         shown(Norm::instance, 8))});
}

}  // namespace

Trained train_at_batch_sizes(Lesson& lesson) {
  show::Run& run = lesson.run;
  Trained all;
  for (const Norm norm : kNorms)
    for (const int64_t size : kSizes) {
      const int64_t steps = std::max<int64_t>(1, run.steps() * 2 / size);
      const std::string name = fmt::format("{}, batches of {}", name_of(norm), size);
      Training t = train(norm, lesson.train, size, run.seed(), run.progress(name, steps));
      t.accuracy = accuracy_in(*t.reader, Mode::eval, lesson.test, lesson.test.size());
      all.emplace(std::pair(norm, size), std::move(t));
    }
  std::cout << "\n2. The same CNN, trained on as many pictures in batches of 2, 8 and 64\n\n"
            << show::text_table(kHeader, rows_of(all));
  describe(lesson.page, all, lesson.test.size());
  record(run, all);
  return all;
}

}  // namespace lesson11
