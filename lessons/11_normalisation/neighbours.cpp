// A sentence among different neighbours: under batch norm its meaning changes.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "data/batches.hpp"
#include "engine/ops.hpp"
#include "lessons/11_normalisation/companies.hpp"
#include "lessons/11_normalisation/sections.hpp"

namespace lesson11 {

namespace {

constexpr uint64_t kFirstNumbers = 113;
constexpr int64_t kShown = 8;  // numbers of a vector that are drawn

struct Findings {
  Judgement batch, settled, layer;  // settled: batch norm in eval mode
  std::string sentence;             // which batch norm's neighbours move most
  int64_t row;                      // its place among the test sentences
  Tensor batch_vectors, layer_vectors;
};

Findings ask_both(Judge& with_batch, Judge& with_layer) {
  Findings f{{}, judgement("batch norm, eval mode", with_batch, Mode::eval), {}, "", 0, {}, {}};
  f.batch = judgement("batch norm", with_batch, Mode::train);
  f.layer = judgement("layer norm", with_layer, Mode::train);
  f.row = f.batch.most_moved();
  const Sentences test = test_sentences();
  f.sentence = written(test.words, f.row);
  const Indices words = take(test.words, std::vector<int64_t>{f.row});
  f.batch_vectors = summaries(with_batch, words);
  f.layer_vectors = summaries(with_layer, words);
  return f;
}

using Rows = std::vector<std::vector<std::string>>;
const std::vector<std::string> kHeader = {"the sentence is read", "batch norm", "in eval mode",
                                          "layer norm"};

Rows rows_of(const Findings& f) {
  Rows rows;
  for (size_t i = 0; i < kCompanies.size(); ++i) {
    rows.push_back({kCompanies[i].name});
    for (const Judgement* j : {&f.batch, &f.settled, &f.layer})
      rows.back().push_back(fmt::format("{:.3f}", j->said[i].at({f.row})));
  }
  return rows;
}

std::string vectors_drawn(const std::string& name, const Tensor& vectors, double limit) {
  std::vector<std::string> names;
  for (const Company& company : kCompanies) names.push_back(company.name);
  return show::heat_plot(
      {name, "Numbers of the sentence's vector, a row for each company.", "number of the vector",
       ""},
      slice(vectors, 1, 0, kShown),
      {.row_names = names, .low = -limit, .high = limit, .map = show::diverging});
}

void describe(show::Page& page, const Findings& f) {
  const double limit = double(max(abs(cat({f.batch_vectors, f.layer_vectors}))).item());
  page.heading("A sentence and its neighbours")
      .text(fmt::format(
          "One layer of a transformer learns whether an opinion praises: *the song was great* "
          "does, *the song was not great* does not. It learns that with layer norm ({:.3f} of new "
          "sentences right) and with batch norm over all words of the batch ({:.3f}, in eval "
          "mode). Attention never crosses from one sentence to another. Now each of {} new "
          "sentences is asked about together with others, as a batch in training would hold them. "
          "The one that minds most is **{}**. What becomes of its vector?",
          f.layer.accuracy, f.settled.accuracy, kMoved, f.sentence))
      .begin_row()
      .figure(vectors_drawn("Batch norm", f.batch_vectors, limit),
              "The same words, another vector in every company. (Eight of its sixteen numbers.) "
              "Alone it is nearly nothing: the mean over its words is the mean that is taken away.")
      .figure(vectors_drawn("Layer norm", f.layer_vectors, limit),
              "One vector, whatever stands beside it.")
      .end_row()
      .table(kHeader, rows_of(f), fmt::format("The probability that “{}” praises.", f.sentence))
      .text(fmt::format(
          "Of all {} sentences, **{:.0f} %** are praise in one of these companies and complaint in "
          "another. Under layer norm none is, and every number is the same to the last bit. Batch "
          "norm's running averages make a sentence independent of its neighbours in eval mode, but "
          "they are not what it was trained with.",
          kMoved, 100 * f.batch.torn_share()));
}

void say_why(show::Page& page) {
  page.text("Why transformers have layer norm:")
      .list({"**Lengths.** Sentences differ in length, so how many words a batch has, and how much "
             "padding, is another thing that moves the mean. (Here padding was counted, as a batch "
             "norm that knows nothing of masks does.)",
             "**Writing word by word.** In training a decoder sees whole sentences at once, and "
             "statistics over all words are made of words that come later, too: the future leaks "
             "through the mean, past the causal mask.",
             "**Small batches.** Large models see few sentences a step on each machine.",
             "**Layer norm has none of that**: a token is normalised by its own numbers."});
}

}  // namespace

void change_the_neighbours(Lesson& lesson) {
  show::Run& run = lesson.run;
  Random for_batch(run.seed(), kFirstNumbers), for_layer(run.seed(), kFirstNumbers);
  Judge with_batch(Norm::batch, for_batch), with_layer(Norm::token, for_layer);
  const int64_t steps = run.steps(300);
  teach(with_batch, run.seed(), run.progress("sentences, batch norm", steps));
  teach(with_layer, run.seed(), run.progress("sentences, layer norm", steps));
  const Findings f = ask_both(with_batch, with_layer);
  std::cout << fmt::format("\n4. Does \"{}\" praise? Ask who stands beside it\n\n", f.sentence)
            << show::text_table(kHeader, rows_of(f))
            << fmt::format(
                   "\nof {} sentences, {:.3f} change their meaning with their company; under "
                   "layer norm {:.3f}\n",
                   kMoved, f.batch.torn_share(), f.layer.torn_share());
  describe(lesson.page, f);
  say_why(lesson.page);
  double layer_spread = 0;
  for (int64_t i = 0; i < kMoved; ++i) layer_spread = std::max(layer_spread, f.layer.spread(i));
  run.figure("sentences_right_batch_norm", f.settled.accuracy, show::Range{1, 1});
  run.figure("sentences_right_layer_norm", f.layer.accuracy, show::Range{1, 1});
  run.figure("answers_changed_batch_norm", f.batch.torn_share(), show::Range{0.027, 0.313});
  run.figure("answers_changed_layer_norm", f.layer.torn_share(), show::Range{0, 0});
  run.figure("largest_change_layer_norm", layer_spread, show::Range{0, 0});
}

}  // namespace lesson11
