// Why two pixels are enough: shuffle all pixels, and linear layers read as well as before.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "lessons/03_linear/panels.hpp"
#include "lessons/03_linear/sections.hpp"

namespace lesson03 {

namespace {

constexpr double kRate = 0.5;
constexpr uint64_t kFirstNumbers = 35, kOrder = 36;

// Every picture's pixels in another order, the same for all.
Rows shuffled(const Rows& rows, const std::vector<int64_t>& order) {
  Tensor x = empty(rows.x.shape());
  for (int64_t i = 0; i < rows.size(); ++i)
    for (int64_t p = 0; p < kPixels; ++p)
      x.mutable_data()[i * kPixels + p] = rows.x.data()[i * kPixels + order[size_t(p)]];
  return {x, rows.labels};
}

// Trained and tested on the same kind of pictures: share of test digits right.
double learned(const Lesson& lesson, const std::string& name, Layer& model, const Rows& train_rows,
               const Rows& test_rows) {
  show::Progress bar = lesson.run.progress(name, lesson.run.steps(1000));
  SGD optimizer(model.parameters(), {.lr = kRate});
  train(model, optimizer, train_rows, lesson.run.seed(), bar);
  return accuracy_on(model, test_rows);
}

struct Shares {
  double linear, mlp, nearest;
};

Shares read(const Lesson& lesson, const std::string& kind, const Rows& train_rows,
            const Rows& test_rows) {
  Scores linear;
  Random first_numbers(lesson.run.seed(), kFirstNumbers);
  Mlp mlp(first_numbers);
  return {learned(lesson, "linear layer, " + kind, linear, train_rows, test_rows),
          learned(lesson, "MLP, " + kind, mlp, train_rows, test_rows),
          nearest_neighbour(train_rows, test_rows)};
}

std::string examples_drawn(const Rows& plain, const Rows& other) {
  std::vector<Panel> panels;
  for (const Rows* rows : {&plain, &other})
    for (int64_t i = 0; i < std::min<int64_t>(5, rows->size()); ++i)
      panels.push_back({fmt::format("a {}", rows->labels[i]), ink(rows->x, i)});
  return panels_drawn({"The same digits, shuffled",
                       "Five digits above, and below the same with their pixels in another order: "
                       "no person can read those.",
                       "", ""},
                      panels);
}

const std::vector<std::string> kHeader = {"test digits right", "as they are", "shuffled"};

std::vector<std::vector<std::string>> rows_of(const Shares& plain, const Shares& other) {
  const auto row = [](const char* name, double a, double b) {
    return std::vector<std::string>{name, fmt::format("{:.3f}", a), fmt::format("{:.3f}", b)};
  };
  return {row("linear layer", plain.linear, other.linear), row("MLP", plain.mlp, other.mlp),
          row("nearest neighbour", plain.nearest, other.nearest)};
}

}  // namespace

void shuffle_the_pixels(Lesson& lesson) {
  Random random(lesson.run.seed(), kOrder);
  const std::vector<int64_t> order = random.permutation(kPixels);
  const Rows train_rows = shuffled(lesson.train, order), test_rows = shuffled(lesson.test, order);
  const Shares plain = read(lesson, "as they are", lesson.train, lesson.test);
  const Shares other = read(lesson, "shuffled", train_rows, test_rows);
  std::cout << "\n7. Why: trained and tested with all pixels shuffled, the same way\n\n"
            << show::text_table(kHeader, rows_of(plain, other));
  lesson.page.heading("Why: nobody told them what a picture is")
      .text("Put the 64 pixels into another order, the same one in every picture, and train anew.")
      .figure(examples_drawn(lesson.test, test_rows), "Above: five digits. Below: the same five.")
      .table(kHeader, rows_of(plain, other))
      .text(
          "It makes no difference. A sum does not depend on the order of its terms, so a linear "
          "layer learns the same weights in other places; the MLP, whose first numbers are random, "
          "differs by luck. You read only the upper row, because you see which pixels lie side by "
          "side. They never did: the *picture* was not part of what they were given. That costs "
          "nothing while everything stands where it stood in training, and everything when it "
          "moves.");
  lesson.run.figure("linear_shuffled", other.linear, show::Range{0.9634, 0.969});
  lesson.run.figure("mlp_shuffled", other.mlp, show::Range{0.9662, 0.9803});
}

}  // namespace lesson03
