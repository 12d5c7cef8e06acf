// All test digits moved by two pixels: everybody who reads pixel by pixel falls apart.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "data/batches.hpp"
#include "data/moved.hpp"
#include "engine/ops.hpp"
#include "lessons/03_linear/panels.hpp"
#include "lessons/03_linear/sections.hpp"

namespace lesson03 {

namespace {

constexpr int64_t kShift = 2, kFarthest = 3, kTimesTheSteps = 12;
constexpr uint64_t kFirstNumbers = 33, kMoved = 34;

struct Move {
  const char* name;
  int64_t right, down;
};
constexpr Move kMoves[] = {
    {"right", kShift, 0}, {"left", -kShift, 0}, {"down", 0, kShift}, {"up", 0, -kShift}};

using Reader = std::function<double(int64_t right, int64_t down)>;  // share of test digits right

struct Reading {
  std::string name;
  double as_is;
  std::vector<double> moved;     // by each of kMoves
  std::vector<double> sideways;  // by -3 … 3 to the right

  double mean() const {
    double sum = 0;
    for (const double share : moved) sum += share;
    return sum / double(moved.size());
  }
};

Reading read(const std::string& name, const Reader& reader) {
  Reading r{name, reader(0, 0), {}, {}};
  for (const Move& move : kMoves) r.moved.push_back(reader(move.right, move.down));
  for (int64_t right = -kFarthest; right <= kFarthest; ++right)
    r.sideways.push_back(reader(right, 0));
  return r;
}

// The same MLP, which sees each training digit moved by up to two pixels, by chance.
void train_on_moved(const Lesson& lesson, Mlp& mlp) {
  show::Progress bar =
      lesson.run.progress("MLP, shown moved digits", lesson.run.steps(kTimesTheSteps * 1000));
  SGD optimizer(mlp.parameters(), {.lr = 0.5});
  Batches batches(lesson.train.size(), kBatch, lesson.run.seed());
  Random random(lesson.run.seed(), kMoved);
  while (bar.next()) {
    const Rows batch = pick(lesson.train, batches.next());
    const Tensor pictures = reshape(batch.x, {batch.size(), kSide, kSide});
    const Tensor x = flatten(moved_by_chance(pictures, kShift, random), 1);
    const Tensor loss = bar.loss([&] { return cross_entropy(mlp(x), batch.labels); });
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
  }
}

std::vector<Reading> read_all(const Lesson& lesson, Scores& linear, Mlp& mlp) {
  const auto model = [&](Layer& layer) -> Reader {
    return [&](int64_t right, int64_t down) {
      return accuracy_on(layer, shifted(lesson.test, right, down));
    };
  };
  Random first_numbers(lesson.run.seed(), kFirstNumbers);
  Mlp prepared(first_numbers);
  train_on_moved(lesson, prepared);
  const Reader nearest = [&](int64_t right, int64_t down) {
    return nearest_neighbour(lesson.train, shifted(lesson.test, right, down));
  };
  const Reader moved_too = [&](int64_t right, int64_t down) {
    return nearest_neighbour(shifted(lesson.train, right, down), shifted(lesson.test, right, down));
  };
  return {read("linear layer", model(linear)), read("MLP", model(mlp)),
          read("nearest neighbour", nearest), read("nearest, its pictures moved too", moved_too),
          read("MLP, shown moved digits", model(prepared))};
}

double ink_kept(const Rows& test, const Move& move) {
  const Tensor after = shifted(test, move.right, move.down).x;
  return double(sum(after).item()) / double(sum(test.x).item());
}

std::vector<std::string> header() {
  std::vector<std::string> names = {"reader", "as they are"};
  for (const Move& move : kMoves) names.push_back(fmt::format("{} {}", kShift, move.name));
  names.push_back("mean of the four");
  return names;
}

std::vector<std::vector<std::string>> rows_of(const Lesson& lesson,
                                              const std::vector<Reading>& readings) {
  std::vector<std::vector<std::string>> rows;
  for (const Reading& r : readings) {
    rows.push_back({r.name, fmt::format("{:.3f}", r.as_is)});
    for (const double share : r.moved) rows.back().push_back(fmt::format("{:.3f}", share));
    rows.back().push_back(fmt::format("{:.3f}", r.mean()));
  }
  rows.push_back({"(ink that stays in the picture)", "1.000"});
  double kept = 0;
  for (const Move& move : kMoves) {
    rows.back().push_back(fmt::format("{:.3f}", ink_kept(lesson.test, move)));
    kept += ink_kept(lesson.test, move) / double(std::size(kMoves));
  }
  rows.back().push_back(fmt::format("{:.3f}", kept));
  return rows;
}

// Five test digits as they are and moved to the right, each with what the MLP says.
std::string examples_drawn(const Lesson& lesson, Mlp& mlp) {
  const NoGrad no_grad;
  std::vector<Panel> panels;
  for (const int64_t right : {int64_t(0), kShift}) {
    const Rows seen = shifted(lesson.test, right, 0);
    const Indices said = argmax(mlp(seen.x), 1);
    for (int64_t i = 0; i < std::min<int64_t>(5, seen.size()); ++i)
      panels.push_back({fmt::format("{}, read {}", seen.labels[i], said[i]), ink(seen.x, i)});
  }
  return panels_drawn({"Two pixels to the right",
                       "Five digits above, the same moved two pixels to the right below. A person "
                       "reads both rows alike; the MLP does not.",
                       "", ""},
                      panels);
}

std::string cliff_drawn(const std::vector<Reading>& readings) {
  show::LinePlot plot({"The cliff",
                       "All three readers are right for unmoved digits and near chance two pixels "
                       "to either side; the MLP that was shown moved digits holds to two pixels.",
                       "moved to the right, pixels", "test digits right"});
  std::vector<double> at;
  for (int64_t right = -kFarthest; right <= kFarthest; ++right) at.push_back(double(right));
  for (const size_t i : {0, 1, 2, 4}) plot.add(readings[i].name, at, readings[i].sideways);
  return plot.level("chance", 0.1).y_range(0, 1).svg();
}

void show_the_fall(Lesson& lesson, Mlp& mlp, const std::vector<Reading>& readings) {
  lesson.page.heading("Two pixels")
      .text("Now move every test digit by two pixels. Nothing else changes, and you can read them.")
      .begin_row()
      .figure(examples_drawn(lesson, mlp),
              "Above as they are, below moved: what each is, and what the MLP reads.")
      .figure(cliff_drawn(readings), "The share of test digits read rightly, moved sideways.")
      .end_row()
      .table(header(), rows_of(lesson, readings),
             "Two pixels in each of four directions. Chance is about 0.1.")
      .text(
          "The linear layer and the MLP do not read badly, they guess; nearest neighbour does a "
          "little better. A weight belongs to a place: orange means *ink at column 5*, and "
          "a stroke that is now at column 7 meets the weights of other strokes.")
      .text(fmt::format("Was too much ink lost over the edge? The fourth line says no: a nearest "
                        "neighbour whose stored pictures were moved the same way still reads "
                        "{:.3f}. The digits are all there.",
                        readings[3].mean()));
}

void mend_it(show::Page& page, const std::vector<Reading>& readings) {
  page.text(fmt::format(
      "Can it be mended? By showing moved digits in training: the last MLP reads {:.3f} of the "
      "moved ones, after {} times the steps, and still fewer than the nearest neighbour whose "
      "pictures moved. To it, a digit at another place is another thing. Three pixels to "
      "the right, which it was not shown, and it is down to {:.3f}, where that neighbour reads "
      "{:.3f}. The way out is a layer that uses the *same* weights at every place: a convolution, "
      "the course's lesson 04.",
      readings[4].mean(), kTimesTheSteps, readings[4].sideways.back(),
      readings[3].sideways.back()));
}

}  // namespace

void shift_the_digits(Lesson& lesson, Scores& linear, Mlp& mlp) {
  const std::vector<Reading> readings = read_all(lesson, linear, mlp);
  std::cout << "\n6. All test digits moved by two pixels\n\n"
            << show::text_table(header(), rows_of(lesson, readings));
  show_the_fall(lesson, mlp, readings);
  mend_it(lesson.page, readings);
  const char* names[] = {"linear_shifted", "mlp_shifted", "nearest_shifted", "nearest_moved_too",
                         "mlp_shown_shifted"};
  const show::Range ranges[] = {
      {0.09014, 0.09366}, {0.0993, 0.107}, {0.1563, 0.1563}, {0.9796, 0.9796}, {0.9352, 0.9563}};
  for (size_t i = 0; i < readings.size(); ++i)
    lesson.run.figure(names[i], readings[i].mean(), ranges[i]);
  lesson.run.figure("mlp_shown_as_is", readings[4].as_is, show::Range{0.9352, 0.9549});
  lesson.run.figure("mlp_shown_three", readings[4].sideways.back(), show::Range{0.3493, 0.4282});
}

}  // namespace lesson03
