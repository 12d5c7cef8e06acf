// Heads: splitting before and after the projection, on a task that only one of them can do.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "engine/optim.hpp"
#include "lessons/06_self_attention/heads_model.hpp"
#include "lessons/06_self_attention/heads_pictures.hpp"
#include "lessons/06_self_attention/sections.hpp"

namespace lesson06 {

namespace {

constexpr int64_t kBatch = 64, kTests = 500;
constexpr double kRate = 0.01;
enum Stream : uint64_t { kFirstNumbers = 65, kTraining, kTest, kScores };

struct Findings {
  HeadsTraining before, after;
  int64_t before_numbers, after_numbers;  // of queries, keys and values
  double majority;                        // who guesses the most frequent cargo of the others
  double blocks_off;                      // split-before against a MultiheadAttention of blocks
  double twice_divided, divided;          // the scores' deviation
};

double correct(TwoHeads& model, const Pointers& test) {
  const NoGrad no_grad;
  const Indices answers = argmax(model(test.tokens), -1);
  int64_t right = 0;
  for (int64_t i = 0; i < answers.numel(); ++i) right += answers[i] == test.answers[i];
  return double(right) / double(answers.numel());
}

HeadsTraining train(show::Run& run, const std::string& name, TwoHeads& model,
                    const Pointers& test) {
  Random training(run.seed(), kTraining);
  Adam optimizer(model.parameters(), {.lr = kRate});
  HeadsTraining result;
  result.name = name;
  show::Progress bar = run.progress(name, run.steps());
  while (bar.next()) {
    const Pointers batch = draw_pointers(kBatch, training);
    optimizer.zero_grad();
    bar.loss([&] {
         const Tensor logits = reshape(model(batch.tokens), {kBatch * kTokens, kCargo});
         return cross_entropy(logits, batch.answers.reshape({kBatch * kTokens}));
       })
        .backward();
    optimizer.step();
  }
  const NoGrad no_grad;
  result.losses = bar.losses();
  result.accuracy = correct(model, test);
  result.weights = select(model.attend(test.tokens).weights, 0, 0);  // (2, 6, 6)
  return result;
}

// Who sees no connection can still count: the most frequent cargo of the other five.
double by_counting(const Pointers& test) {
  int64_t right = 0;
  const int64_t sets = test.tokens.size(0);
  for (int64_t set = 0; set < sets; ++set)
    for (int64_t i = 0; i < kTokens; ++i) {
      std::vector<int64_t> count(static_cast<size_t>(kCargo));
      for (int64_t j = 0; j < kTokens; ++j)
        for (int64_t kind = 0; j != i && kind < kCargo; ++kind)
          count[size_t(kind)] += test.tokens.at({set, j, kTokens + kind}) > 0;
      const auto most = std::max_element(count.begin(), count.end()) - count.begin();
      right += most == test.answers[set * kTokens + i];
    }
  return double(right) / double(sets * kTokens);
}

// Deviation of the scores of `depth` numbers, when they are divided by the root of `divisor`.
double deviation(int64_t depth, int64_t divisor, uint64_t seed) {
  Random random(seed, kScores);
  const Tensor q = randn({200, depth}, random), k = randn({200, depth}, random);
  return double(sqrt(var(matmul(q, k, {.b = true}) / std::sqrt(double(divisor)))).item());
}

Findings compare(show::Run& run) {
  Random first_numbers(run.seed(), kFirstNumbers), tests(run.seed(), kTest);
  const Pointers test = draw_pointers(kTests, tests);
  SplitBefore before(first_numbers);
  SplitAfter after(first_numbers);
  Findings found;
  found.before = train(run, "split before", before, test);
  found.after = train(run, "split after", after, test);
  found.before_numbers = 2 * 3 * kHalf * kHalf;
  found.after_numbers = 3 * kWidth * kWidth;
  found.majority = by_counting(test);
  const NoGrad no_grad;
  MultiheadAttention same(kWidth, kHeads, {.bias = false});
  before.copy_to(same);
  found.blocks_off = double(max(abs(same(test.tokens) - before.attend(test.tokens).output)).item());
  found.before.query_weight = before.query_weight();
  found.after.query_weight = slice(after.attention.in_proj_weight, 0, 0, kWidth).clone();
  found.before.set = found.after.set = slice(test.tokens, 0, 0, 1).clone();
  found.twice_divided = deviation(12, 96, run.seed());
  found.divided = deviation(96, 96, run.seed());
  return found;
}

const std::vector<std::string> kHeader = {"heads", "numbers in W_q, W_k, W_v", "right"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  const auto share = [](double value) { return fmt::format("{:.3f}", value); };
  return {
      {"by chance", "–", share(1.0 / double(kCargo))},
      {"by counting the others", "–", share(found.majority)},
      {"split, then projected", std::to_string(found.before_numbers), share(found.before.accuracy)},
      {"projected, then split", std::to_string(found.after_numbers), share(found.after.accuracy)}};
}

void print(const Findings& found) {
  std::cout << "\n6. Two heads: split before or after the projection?\n\n"
            << show::text_table(kHeader, rows_of(found))
            << fmt::format(
                   "\nsplit before is a MultiheadAttention of blocks: they differ by {:.1g}\n"
                   "scores of 12 numbers, divided by sqrt(96): deviation {:.2f}, and not {:.2f}\n",
                   found.blocks_off, found.twice_divided, found.divided);
}

void describe_task(show::Page& page) {
  page.heading("Heads: split before or after?")
      .text(
          "One softmax finds one thing. *Multi-head* attention runs several, each on fewer "
          "numbers, and mixes their outputs by one more matrix, $W_o$:")
      .formula("y = \\operatorname{concat}(o_1, \\dots, o_H) \\, W_o")
      .formula(
          "o_h = \\operatorname{softmax}\\left( \\frac{Q_h K_h^\\top}{\\sqrt{d / H}} \\right) V_h")
      .text(
          "Where do $Q_h$, $K_h$, $V_h$ come from? One source splits the *token* into parts and "
          "gives each head a part to project. The paper, and everyone since, projects the *whole* "
          "token and splits what comes out. Does it matter? Six tokens, each of which names one of "
          "the others; say what that one carries. A token has two halves: *whom I point to, my "
          "cargo* and *my name, my cargo*. Somebody has to compare the first half of one token "
          "with the second half of another.");
}

void describe_findings(show::Page& page, const Findings& found) {
  page.table(kHeader, rows_of(found),
             fmt::format("{} sets that nobody trained on, {} questions.", kTests, kTests * kTokens))
      .begin_row()
      .figure(losses_drawn(found.before, found.after),
              "Split before stops at counting: its loss cannot fall further.")
      .figure(queries_drawn(found.before),
              "Split before: W_q. No head sees a number of the other half.")
      .figure(queries_drawn(found.after),
              "Split after: W_q. Strong are columns 0 to 5: the query is whom I point to.")
      .end_row()
      .begin_row()
      .figure(pointing_drawn(found.before),
              "Split before, the head that does better: it does not know who is meant.")
      .figure(pointing_drawn(found.after), "Split after, the head that does better.")
      .end_row()
      .text(fmt::format(
          "Splitting first is a special case of splitting after, the one with zeros outside two "
          "blocks: put into a `MultiheadAttention` such a matrix gives the same outputs, to "
          "{:.1g}. "
          "It has half the numbers, and is strictly weaker.",
          found.blocks_off));
}

void describe_slip(show::Page& page, const Findings& found) {
  page.note(fmt::format(
      "Another tutorial divides twice: its layer makes d / 8 = 96 numbers of 768, splits *these* "
      "into 8 heads of 12, and scales by $1/\\sqrt{{96}}$. Scores of 12 random numbers then "
      "have a deviation of {:.2f}, where they should have {:.2f}: every head is nearly even "
      "before it starts. Right is d → 3 d, heads of d / H numbers, $1/\\sqrt{{d/H}}$, and $W_o$, "
      "which the tutorial forgets.",
      found.twice_divided, found.divided));
}

}  // namespace

void split_heads_twice(Lesson& lesson) {
  const Findings found = compare(lesson.run);
  print(found);
  describe_task(lesson.page);
  describe_findings(lesson.page, found);
  describe_slip(lesson.page, found);
  lesson.run.figure("split_before_accuracy", found.before.accuracy, show::Range{0.486, 0.503});
  lesson.run.figure("split_after_accuracy", found.after.accuracy, show::Range{1, 1});
  lesson.run.figure("counting_accuracy", found.majority, show::Range{0.488, 0.502});
  lesson.run.figure("blocks_differ_by", found.blocks_off, show::Range{2.38e-07, 4.77e-07});
  lesson.run.figure("scores_divided_twice", found.twice_divided, show::Range{0.353, 0.361});
}

}  // namespace lesson06
