// Given the truth at each step, and left to itself.
#include <fmt/format.h>

#include <iostream>

#include "engine/ops.hpp"
#include "lessons/09_seq2seq/sections.hpp"

namespace lesson09 {

namespace {

constexpr int64_t kLength = 15;

// What the model finds likeliest at each place while it reads the true letters before.
std::vector<Symbols> written_when_forced(Seq2Seq& model, const std::vector<SymbolPair>& pairs) {
  const Evaluation evaluation(model);
  const PairBatch batch = pad(pairs);
  const Indices likeliest =
      argmax(model(batch.source, batch.source_lengths, batch.target_in).logits, -1);  // (B, T)
  const int64_t steps = likeliest.shape()[1];
  std::vector<Symbols> written;
  for (size_t b = 0; b < pairs.size(); ++b) {
    const int64_t* row = likeliest.data() + int64_t(b) * steps;
    written.emplace_back(row, row + pairs[b].target.size());
  }
  return written;
}

struct Findings {
  std::vector<double> forced, alone;  // the share right at each place
};

Findings find(Copier& copier) {
  const std::vector<SymbolPair> pairs = test_strings(kLength, copier.feed);
  return {right_by_place(written_when_forced(*copier.model, pairs), pairs),
          right_by_place(copier.write(pairs), pairs)};
}

std::string place_plot(const Findings& f) {
  show::LinePlot plot({fmt::format("Which of {} letters are right", kLength),
                       "Both lines begin alike; left to itself, the decoder falls further.",
                       "place in the string", "share of letters right"});
  plot.add("reads the true letter before", f.forced);
  plot.add("reads what it wrote itself", f.alone);
  return plot.y_range(0, 1).level("guessing", 1.0 / kLetters).svg();
}

}  // namespace

void let_it_run(Lesson& lesson, Copier& copier) {
  const Findings f = find(copier);
  const double last_forced = f.forced.back(), last_alone = f.alone.back();
  std::cout << fmt::format(
      "The last of {} letters is right in {:.3f} where the decoder reads the true letters, in "
      "{:.3f} where it reads its own.\n",
      kLength, last_forced, last_alone);
  lesson.run.figure("last_letter_right_forced", last_forced, lesson.told(0.944, 0.978));
  lesson.run.figure("last_letter_right_alone", last_alone, lesson.told(0.474, 0.538));
  lesson.page.heading("The teacher leaves the room")
      .text(fmt::format(
          "In training the decoder always reads the true letter before. In use nobody knows it, so "
          "it reads the letter that it found likeliest itself: *greedy decoding*. The same {}, fed "
          "forwards, the same strings, judged in both ways:",
          name_of(copier.cell)))
      .figure(place_plot(f),
              "At the first place both read `<bos>`. After that, one mistake makes the next "
              "likelier.")
      .text(
          "So what is measured with teacher forcing looks better, letter by letter, than what the "
          "model will do. Whoever reports an accuracy has to say which of the two it is; ours are "
          "all greedy.");
}

}  // namespace lesson09
