// No positions, sinusoids and learned positions, on a task that is all about places.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "engine/ops.hpp"
#include "engine/optim.hpp"
#include "lessons/07_positions/copier.hpp"
#include "lessons/07_positions/sections.hpp"
#include "lessons/show/code.hpp"

namespace lesson07 {

namespace {

constexpr int64_t kBatch = 32, kTests = 500;
constexpr double kRate = 0.005;
enum Stream : uint64_t { kFirstNumbers = 72, kTraining, kTest };

// Cross-entropy of what is said from place 3 on.
Tensor loss_of(Copier& copier, const Indices& symbols) {
  const int64_t rows = symbols.shape()[0], length = symbols.shape()[1];
  std::vector<int64_t> before;
  for (int64_t i = 0; i < symbols.numel(); ++i)
    if (i % length >= kBack) before.push_back(symbols[i - kBack]);
  const Tensor said = slice(copier(symbols), 1, kBack);
  return cross_entropy(reshape(said, {rows * (length - kBack), kSymbols}), Indices(before));
}

// Of who says at every place which symbol is most frequent in the row.
double share_by_counting(const Indices& symbols) {
  const int64_t rows = symbols.shape()[0], length = symbols.shape()[1];
  int64_t right = 0;
  for (int64_t row = 0; row < rows; ++row) {
    std::vector<int64_t> count(static_cast<size_t>(kSymbols));
    for (int64_t i = 0; i < length; ++i) ++count[size_t(symbols[row * length + i])];
    const int64_t most = std::max_element(count.begin(), count.end()) - count.begin();
    for (int64_t i = 0; i + kBack < length; ++i) right += symbols[row * length + i] == most;
  }
  return double(right) / double(rows * (length - kBack));
}

Tensor likeness(const Tensor& places) {
  const Tensor direction = places / sqrt(sum(places * places, -1, true) + 1e-12);
  return matmul(direction, direction, {.b = true});
}

void examine(CopierTraining& result, Copier& copier, uint64_t seed) {
  const NoGrad no_grad;
  Random random(seed, kTest);
  const Indices test = draw_symbols(kTests, kLength, random);
  const Indices longer = draw_symbols(kTests, kTwice, random);
  result.accuracy = share_right(copier, test, kBack);
  result.by_counting = share_by_counting(test);
  result.looks = copier.looks(test);
  result.likeness = likeness(copier.place_vectors(kLength));
  try {
    result.longer = share_right(copier, longer, kLength);
  } catch (const ValueError& error) {
    result.refusal = error.what();
  }
}

const std::vector<std::string> kHeader = {"positions", "numbers", "right, 16 places",
                                          "right, places 16 to 31"};

std::vector<std::vector<std::string>> rows_of(const std::vector<CopierTraining>& trainings) {
  const char* numbers[] = {"–", "–", "16 × 32"};
  std::vector<std::vector<std::string>> rows{
      {"(by counting)", "–", fmt::format("{:.3f}", trainings[0].by_counting), "–"}};
  for (size_t i = 0; i < trainings.size(); ++i)
    rows.push_back({trainings[i].name, numbers[i], fmt::format("{:.3f}", trainings[i].accuracy),
                    trainings[i].longer ? fmt::format("{:.3f}", *trainings[i].longer) : "refused"});
  return rows;
}

void print(const std::vector<CopierTraining>& trainings) {
  std::cout << "\n5. Say which symbol stands three places before (8 symbols, chance 0.125)\n\n"
            << show::text_table(kHeader, rows_of(trainings));
}

std::string looks_drawn(const CopierTraining& training) {
  return show::heat_plot(
      {training.name, "Rows look, columns are looked at, 16 places each.", "is looked at", "looks"},
      training.looks, {.low = 0, .high = 1});
}

std::string likeness_drawn(const CopierTraining& training) {
  return show::heat_plot({"Likeness, " + training.name, "Cosines of 16 positions with each other.",
                          "position", "position"},
                         training.likeness, {.low = -1, .high = 1, .map = show::diverging});
}

void describe(show::Page& page, const std::vector<CopierTraining>& trainings) {
  page.heading("None, sinusoids, learned")
      .text(
          "Eight symbols in a random row of 16; say at every place which one stands *three places "
          "before*. The model has one head of attention and a linear map, nothing else: what it "
          "says must come through its one look. Three of them, alike but for what tells the "
          "place: nothing; the sinusoids; a table of 16 vectors that begin at random and are "
          "*learned* as all weights are, which is what BERT and the vision transformer do.")
      .table(kHeader, rows_of(trainings),
             "On rows that nobody trained on; by chance one gets 0.125, and by saying everywhere "
             "which symbol is most frequent in the row, what the first line says. The last column: "
             "on rows "
             "of 32, twice as long as in training.");
}

void describe_looks(show::Page& page, const std::vector<CopierTraining>& trainings) {
  const CopierTraining &none = trainings[0], &waves = trainings[1], &learned = trainings[2];
  page.begin_row()
      .figure(looks_drawn(none),
              "Without positions nothing tells the places apart: all look everywhere.")
      .figure(looks_drawn(waves), "Sinusoids: a stripe, three places off the diagonal.")
      .figure(looks_drawn(learned), "Learned positions: the same stripe.")
      .end_row()
      .begin_row()
      .figure(likeness_drawn(waves), "Sinusoids know their neighbours from the start.")
      .figure(likeness_drawn(learned),
              "The learned table had to find out; what it found need not look like distance.")
      .end_row()
      .text(
          "Neither reads rows of 32 as it reads rows of 16. For the learned table that is plain: "
          "there is no 17th vector, and the layer says so. For the sinusoids there is one, but a "
          "query that was fitted to sixteen places need not point at the right place beyond. "
          "Having a formula for all positions is not the same as having learned it.")
      .code(show::folded(learned.refusal));
}

}  // namespace

CopierTraining train_copier(show::Run& run, const std::string& name, Places places) {
  Random first_numbers(run.seed(), kFirstNumbers), training(run.seed(), kTraining);
  Copier copier(places, first_numbers);
  Adam optimizer(copier.parameters(), {.lr = kRate});
  CopierTraining result;
  result.name = name;
  show::Progress bar = run.progress(name, run.steps());
  while (bar.next()) {
    const Indices symbols = draw_symbols(kBatch, kLength, training);
    optimizer.zero_grad();
    bar.loss([&] { return loss_of(copier, symbols); }).backward();
    optimizer.step();
  }
  result.losses = bar.losses();
  examine(result, copier, run.seed());
  return result;
}

void copy_from_before(Lesson& lesson) {
  std::vector<CopierTraining> trainings;
  trainings.push_back(train_copier(lesson.run, "no positions", Places::none));
  trainings.push_back(train_copier(lesson.run, "sinusoids", Places::sinusoids));
  trainings.push_back(train_copier(lesson.run, "learned", Places::learned));
  print(trainings);
  describe(lesson.page, trainings);
  describe_looks(lesson.page, trainings);
  lesson.run.figure("copied_without_positions", trainings[0].accuracy, show::Range{0.264, 0.271});
  lesson.run.figure("copied_with_sinusoids", trainings[1].accuracy, show::Range{1, 1});
  lesson.run.figure("copied_with_learned", trainings[2].accuracy, show::Range{1, 1});
  lesson.run.figure("copied_twice_as_long", *trainings[1].longer, show::Range{0.213, 0.368});
}

}  // namespace lesson07
