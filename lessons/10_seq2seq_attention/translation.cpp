// Words that change their order, beside a decoder that always looks at the same place.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "data/toy_translation.hpp"
#include "engine/ops.hpp"
#include "lessons/10_seq2seq_attention/alignment.hpp"
#include "lessons/10_seq2seq_attention/sections.hpp"

namespace lesson10 {

namespace {

using Rows = std::vector<std::vector<std::string>>;
constexpr int64_t kBatch = 64, kTestSentences = 1000, kSteps = 600, kLongest = 7;
constexpr uint64_t kTestSeed = 7;
constexpr const char* kShown = "small red cat sees hungry old dog";

struct Translator {
  std::string name;
  Alignment alignment;
  bool handover;
  std::unique_ptr<Seq2Seq> model;
  double exact = 0;
  double on_word = 0;  // of the weights of all words: how much lies on the word it comes from
};

std::vector<Translator> new_translators() {
  std::vector<Translator> all;
  for (const bool handover : {true, false}) {
    all.push_back({"additive", Alignment::additive, handover, {}});
    all.push_back({"diagonal", Alignment::diagonal, handover, {}});
  }
  return all;
}

// The mean weight that a written word gives to the word that it comes from.
double weight_on_word(const ToyTranslation& task, const Written& written) {
  double sum = 0, count = 0;
  for (size_t i = 0; i < written.weights.size(); ++i) {
    const Tensor& weights = written.weights[i];
    const std::vector<int64_t> from = task.translate(task.text(int64_t(i)).source).from;
    for (int64_t t = 0; t < std::min(int64_t(from.size()), weights.size(0)); ++t) {
      sum += double(weights.at({t, from[size_t(t)]}));
      count += 1;
    }
  }
  return sum / count;
}

void train_and_examine(Lesson& lesson, Translator& t) {
  const ToyTranslation task({}, Part::train, lesson.run.seed());
  const ToyTranslation test({}, Part::test, kTestSeed);
  Random random(lesson.run.seed(), 11);
  t.model =
      std::make_unique<Seq2Seq>(Seq2SeqOptions{.source_symbols = task.source_vocabulary().size(),
                                               .target_symbols = task.target_vocabulary().size(),
                                               .alignment = t.alignment,
                                               .handover = t.handover},
                                random);
  const std::string name =
      fmt::format("translation, {}{}", t.alignment == Alignment::additive ? "additive" : "diagonal",
                  t.handover ? "" : ", no vector");
  train(*t.model, 5e-3, lesson.run.progress(name, lesson.steps(kSteps)),
        [&](int64_t step) { return task.batch(step * kBatch, kBatch); });
  const std::vector<SymbolPair> pairs = test.pairs(0, kTestSentences);
  const Written written = write(*t.model, pairs, kLongest);
  t.exact = exact_match(written.symbols, pairs);
  t.on_word = weight_on_word(test, written);
}

Aligned alignment_of(const Translator& t, const ToyTranslation& task) {
  const SymbolPair pair =
      encode(task.translate(kShown).text, task.source_vocabulary(), task.target_vocabulary());
  const Written written = write(*t.model, {pair}, kLongest);
  Aligned aligned{{}, task.source_vocabulary().cut(kShown), written.weights[0]};
  for (const int64_t symbol : written.symbols[0])
    aligned.rows.push_back(task.target_vocabulary().symbol(symbol));
  if (int64_t(aligned.rows.size()) < aligned.weights.size(0)) aligned.rows.push_back("<eos>");
  return aligned;
}

// A short and a long sentence in one batch: the largest weight that the short one gives to the
// padding behind it, if the padding is masked or not.
double largest_on_padding(Seq2Seq& model, const ToyTranslation& task, bool masked) {
  const Evaluation evaluation(model);
  std::vector<SymbolPair> pairs;
  for (const char* sentence : {"cat sees dog", kShown})
    pairs.push_back(
        encode(task.translate(sentence).text, task.source_vocabulary(), task.target_vocabulary()));
  const PairBatch batch = pad(pairs);
  SourceReading reading = model.read(batch.source, batch.source_lengths);
  if (!masked) reading.lengths = Indices(std::vector<int64_t>{kLongest, kLongest});
  const Tensor weights = model.write(reading, reading.start, batch.target_in).weights;
  const int64_t words = batch.source_lengths[0], steps = batch.target_lengths[0];
  return double(max(slice(slice(select(weights, 0, 0), 0, 0, steps), 1, words)).item());
}

const std::vector<std::string> kHeader = {"looks", "begins with the vector", "sentences right",
                                          "weight on the right word"};

Rows rows_of(const std::vector<Translator>& all) {
  Rows rows;
  for (const Translator& t : all)
    rows.push_back({t.name, t.handover ? "yes" : "no", fmt::format("{:.3f}", t.exact),
                    fmt::format("{:.3f}", t.on_word)});
  return rows;
}

struct Findings {
  Rows rows;
  Aligned chosen, diagonal;
  double rival, rival_alone;  // exact, with the vector and without it
  double masked, not_masked;  // the largest weight on padding
};

void print(const Findings& f) {
  std::cout << "A toy translation:\n"
            << show::text_table(kHeader, f.rows) << "\n"
            << printed(f.chosen)
            << fmt::format(
                   "Each row sums to 1, within {:.0e}. Largest weight on padding: {} (without the "
                   "mask {:.3f}).\n\n",
                   off_one(f.chosen.weights), f.masked, f.not_masked);
}

void record(const Lesson& lesson, const std::vector<Translator>& all, const Findings& f) {
  show::Run& run = lesson.run;
  run.figure("translation_accuracy", all[0].exact, lesson.range(1, 1));
  run.figure("translation_accuracy_diagonal", all[1].exact, lesson.range(0.941, 0.992));
  run.figure("translation_accuracy_attention_alone", all[2].exact, lesson.range(1, 1));
  run.figure("translation_accuracy_diagonal_alone", all[3].exact, lesson.range(0.008, 0.017));
  run.figure("attention_on_the_word", all[0].on_word, lesson.range(0.87, 0.89));
  run.figure("weight_on_padding", f.masked, lesson.range(0, 0));
}

void describe_task(show::Page& page, const ToyTranslation& task) {
  page.heading("Words that change their order")
      .text(
          "A toy language: adjectives stand behind their noun, the verb goes to the end, and it "
          "ends in *-ra* or *-ro* as its subject asks. So every word has one that it comes from, "
          "and most do not stand at the same place.")
      .table({"", ""}, {{"English", std::string("`") + kShown + "`"},
                        {"toy", "`" + task.translate(kShown).text.target + "`"}})
      .text(
          "The rival always looks at the same place: step $t$ at word $t$, the diagonal. If order "
          "did not change, it would be right. Both also begin in the encoder's last state, which "
          "has read the whole sentence; so both are trained once more without that vector, and "
          "then all that the decoder learns comes through where it looks.");
}

void describe(show::Page& page, const Findings& f) {
  page.table(kHeader, f.rows, "New sentences, the same for every seed; none was trained on.")
      .begin_row()
      .figure(drawn(f.chosen, "Where attention looks",
                    "Rows are the written words, columns the English ones; bright cells lie where "
                    "a word and its translation meet."),
              "Additive attention, beginning with the vector.")
      .figure(drawn(f.diagonal, "Where the rival looks", "All weight lies on the diagonal."),
              "The diagonal: the same for every sentence.")
      .end_row()
      .text(fmt::format(
          "Be fair to the rival: with the vector it gets {:.3f} of the sentences right, wherever "
          "it "
          "looks, because seven words fit into one vector. Without the vector it has no chance, "
          "{:.3f}, and attention alone is enough.",
          f.rival, f.rival_alone))
      .note(fmt::format(
          "Sentences of one batch have different lengths, and the shorter ones are padded. A score "
          "for a place behind the end is set to $-\\infty$ before the softmax, so its weight is "
          "exactly 0 (here {}). Leave the mask out, and padding gets up to {:.3f} of the weight.",
          f.masked, f.not_masked));
}

}  // namespace

void translate_sentences(Lesson& lesson) {
  std::vector<Translator> all = new_translators();
  for (Translator& t : all) train_and_examine(lesson, t);
  const ToyTranslation task({}, Part::test, kTestSeed);
  const Findings f{rows_of(all),
                   alignment_of(all[0], task),
                   alignment_of(all[1], task),
                   all[1].exact,
                   all[3].exact,
                   largest_on_padding(*all[0].model, task, true),
                   largest_on_padding(*all[0].model, task, false)};
  print(f);
  record(lesson, all, f);
  describe_task(lesson.page, task);
  describe(lesson.page, f);
}

}  // namespace lesson10
