// Dates in fourteen forms become one: where the transformer is seen at work, every head of it.
#include "data/dates.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <utility>

#include "lessons/12_transformer/maps.hpp"

namespace lesson12 {

namespace {

constexpr uint64_t kFirstNumbers = 121;
constexpr int64_t kSteps = 1600, kBatch = 64, kTest = 1000, kDaysOfForm = 50;
constexpr int64_t kLongestAnswer = 12;  // "1998-05-03", its end, and one to spare

struct Form {
  std::string example, written;
  double right;  // share of kDaysOfForm days
};

struct Findings {
  std::vector<double> losses;
  double accuracy;
  std::vector<Form> forms;
};

// A test day in each form; the days are those of the first test pairs.
std::vector<TextPair> in_form(const Dates& test, int form) {
  std::vector<TextPair> texts;
  for (int64_t i = 0; i < kDaysOfForm; ++i) {
    const std::string day = test.text(i).target;  // "1998-05-03"
    texts.push_back(test.written(std::stoi(day.substr(0, 4)), std::stoi(day.substr(5, 2)),
                                 std::stoi(day.substr(8, 2)), form));
  }
  return texts;
}

std::vector<Form> judge_forms(SequenceTransformer& model, const Dates& test) {
  std::vector<Form> forms;
  for (int form = 0; form < Dates::kForms; ++form) {
    const std::vector<TextPair> texts = in_form(test, form);
    std::vector<SymbolPair> pairs;
    for (const TextPair& text : texts)
      pairs.push_back(encode(text, test.source_vocabulary(), test.target_vocabulary()));
    const std::vector<Symbols> written = answers(model, pairs, kLongestAnswer);
    forms.push_back({texts[0].source, test.target_vocabulary().decode(written[0]),
                     exact_match(written, pairs)});
  }
  return forms;
}

std::unique_ptr<SequenceTransformer> new_model(const Lesson& lesson, const Dates& dates) {
  Random random(lesson.run.seed(), kFirstNumbers);
  return std::make_unique<SequenceTransformer>(
      SequenceTransformerOptions{.source_symbols = dates.source_vocabulary().size(),
                                 .target_symbols = dates.target_vocabulary().size(),
                                 .dim = 64,
                                 .heads = 4,
                                 .layers = lesson.layers(2, 128)},
      random);
}

Findings learn(Lesson& lesson, SequenceTransformer& model, const Dates& test) {
  const Dates days(Part::train, lesson.run.seed());
  int64_t next = 0;
  const Recipe recipe;
  Findings f;
  f.losses = train(model, recipe, lesson.run.progress("dates", lesson.steps(kSteps, 2)),
                   [&] { return days.batch(std::exchange(next, next + kBatch), kBatch); });
  const std::vector<SymbolPair> pairs = test.pairs(0, kTest);
  f.accuracy = exact_match(answers(model, pairs, kLongestAnswer), pairs);
  f.forms = judge_forms(model, test);
  return f;
}

using Rows = std::vector<std::vector<std::string>>;
const std::vector<std::string> kHeader = {"a day, written", "read as", "right"};

Rows rows_of(const Findings& f) {
  Rows rows;
  for (const Form& form : f.forms)
    rows.push_back({form.example, form.written, fmt::format("{:.2f}", form.right)});
  return rows;
}

std::string loss_drawn(const Findings& f) {
  show::LinePlot plot({"The loss on dates", "The loss falls to the entropy of smoothed targets.",
                       "step", "loss (nats a symbol)"});
  // The entropy of 0.9 + 0.1 / 14 for one class and 0.1 / 14 for 13 others.
  constexpr double kOthers = 0.1 / 14, kRight = 1 - 13 * kOthers;
  const double least = -kRight * std::log(kRight) - 13 * kOthers * std::log(kOthers);
  return plot.add("each batch of 64", f.losses).level("the least possible", least).log_y().svg();
}

void describe(show::Page& page, SequenceTransformer& model, const Findings& f) {
  page.heading("Dates")
      .text(fmt::format(
          "People write a day in many ways, computers in one: *the 3rd of may 1998*, *5/3/1998* "
          "and *3.5.98* are all *1998-05-03*. With dots the day comes first, with slashes the "
          "month; of two digits the century must be guessed. A transformer of 2 + 2 layers, {} "
          "numbers, reads characters and writes characters; test days are none of those that it "
          "was trained on, in any form.",
          model.num_parameters()))
      .begin_row()
      .figure(loss_drawn(f),
              "The dotted level is the entropy of the smoothed targets: less cannot "
              "be reached, and would not be wanted.")
      .table(kHeader, rows_of(f),
             fmt::format("Fourteen forms: an example and what became of it, and the share of {} "
                         "test days read rightly in that form.",
                         kDaysOfForm))
      .end_row()
      .text(fmt::format("Of {} test dates, **{:.3f}** are right in all ten characters.", kTest,
                        f.accuracy));
}

}  // namespace

void read_dates(Lesson& lesson) {
  const Dates test(Part::test, 12);  // the same for every seed
  const auto model = new_model(lesson, test);
  const Findings f = learn(lesson, *model, test);
  std::cout << fmt::format("\n2. Dates: {:.3f} of {} right\n\n", f.accuracy, kTest)
            << show::text_table(kHeader, rows_of(f));
  describe(lesson.page, *model, f);
  show_maps(lesson.page, *model, test.written(1998, 5, 3, 4), test.source_vocabulary(),
            test.target_vocabulary());
  lesson.run.figure("dates_accuracy", f.accuracy, show::Range{0.993, 1});
}

}  // namespace lesson12
