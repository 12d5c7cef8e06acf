// Query, key and value: everyone looks for a partner, which no attention without weights can.
#include <fmt/format.h>

#include <iostream>

#include "engine/ops.hpp"
#include "engine/optim.hpp"
#include "layers/linear.hpp"
#include "lessons/06_self_attention/sections.hpp"
#include "lessons/06_self_attention/words.hpp"

namespace lesson06 {

namespace {

constexpr int64_t kKnown = 6, kSteps = 300;  // words that are trained on; steps
constexpr uint64_t kFirstNumbers = 61;
constexpr double kRate = 0.5, kSmall = 0.3, kRoot = 2.2360679775;  // √5

// What a word asks for, and what it is compared by: W_q x and W_k x, without biases.
struct Asking : Module {
  Linear query, key;
  // They begin small, so that what no pair asks for stays small.
  explicit Asking(Random& random) : query(5, 5, false, random), key(5, 5, false, random) {
    for (Linear* layer : {&query, &key}) layer->weight = parameter(kSmall * layer->weight.detach());
  }
  void visit(const Visitor& show) override {
    show.child("query", query);
    show.child("key", key);
  }
  Tensor scores(const Tensor& x) { return matmul(query(x), key(x), {.b = true}) / kRoot; }
};

// Row 2i and row 2i + 1 are a pair.
Indices partners(int64_t words) {
  std::vector<int64_t> partner;
  for (int64_t i = 0; i < words; ++i) partner.push_back(i ^ 1);
  return Indices(partner);
}

// The weight that words first … last - 1 give to their partners, on average.
double on_partner(const Tensor& scores, int64_t first, int64_t last) {
  const Tensor weights = softmax(scores.detach(), -1);
  double total = 0;
  for (int64_t i = first; i < last; ++i) total += double(weights.at({i, i ^ 1}));
  return total / double(last - first);
}

// As attention without weights, but a word asks as if it were of the other sex, and three times as
// certainly.
Tensor by_hand(const Tensor& x) {
  const Tensor query_weight = 3.0 * Tensor({5}, {1, 1, -1, 1, 1});
  return matmul(x * query_weight, x, {.b = true}) / kRoot;
}

struct Findings {
  Words words = four_pairs();
  std::vector<double> losses;
  double without, hand, learned, unseen;  // weight on the partner; unseen: prince and princess
  Tensor weights;                         // (8, 8), learned
  Tensor looked_for;                      // (5, 5): W_q^T W_k / √5
};

Findings learn(show::Run& run) {
  Findings found;
  const Tensor& all = found.words.x;
  const Tensor known = slice(all, 0, 0, kKnown);
  Random first_numbers(run.seed(), kFirstNumbers);
  Asking asking(first_numbers);
  SGD optimizer(asking.parameters(), {.lr = kRate});
  show::Progress bar = run.progress("partners", run.steps(kSteps));
  while (bar.next()) {
    optimizer.zero_grad();
    bar.loss([&] { return cross_entropy(asking.scores(known), partners(kKnown)); }).backward();
    optimizer.step();
  }
  const NoGrad no_grad;
  found.losses = bar.losses();
  found.without = on_partner(matmul(all, all, {.b = true}) / kRoot, 0, kKnown);
  found.hand = on_partner(by_hand(all), 0, kKnown);
  found.learned = on_partner(asking.scores(all), 0, kKnown);
  found.unseen = on_partner(asking.scores(all), kKnown, 8);
  found.weights = softmax(asking.scores(all), -1);
  found.looked_for = matmul(asking.query.weight, asking.key.weight, {.a = true}) / kRoot;
  return found;
}

const std::vector<std::string> kHeader = {"attention", "weight on the partner"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  const auto share = [](double value) { return fmt::format("{:.3f}", value); };
  return {{"without weights", share(found.without)},
          {"W_q set by hand", share(found.hand)},
          {"W_q and W_k learned", share(found.learned)},
          {"the same, for a pair it never saw", share(found.unseen)}};
}

void print(const Findings& found) {
  std::cout << "\n3. Query and key: everyone looks for a partner\n\n"
            << show::text_table(kHeader, rows_of(found));
}

Tensor rounded(const Tensor& x, double steps) { return round(steps * x) / steps + 0.0; }

std::string weights_drawn(const Findings& found) {
  return show::heat_plot(
      {"Who looks at whom",
       "High in pairs beside the diagonal: each word looks at its partner, prince and princess "
       "too.",
       "is looked at", "looks"},
      rounded(found.weights, 100),
      {.row_names = found.words.names,
       .column_names = found.words.names,
       .low = 0,
       .high = 1,
       .numbers = true});
}

std::string looked_for_drawn(const Findings& found) {
  const double limit = double(max(abs(found.looked_for)).item());
  return show::heat_plot({"What is looked for",
                          "Female with female is far below 0; the others on the diagonal are above "
                          "it, and food, which is 0 in every word, stayed near its beginning.",
                          "of the key", "of the query"},
                         rounded(found.looked_for, 10),
                         {.row_names = kFeatures,
                          .column_names = kFeatures,
                          .low = -limit,
                          .high = limit,
                          .map = show::diverging,
                          .numbers = true});
}

std::string received_drawn(const Findings& found) {
  return show::heat_plot({"What each word receives",
                          "The row of king is the vector of queen, and so on: female has the other "
                          "sign in every row.",
                          "", ""},
                         rounded(matmul(found.weights, found.words.x), 10),
                         {.row_names = found.words.names,
                          .column_names = kFeatures,
                          .low = -2,
                          .high = 2,
                          .map = show::diverging,
                          .numbers = true});
}

void describe_task(show::Page& page, const Findings& found) {
  page.heading("Query, key and value")
      .text(
          "Let everyone look for a partner: the king for the queen, the son for the daughter. "
          "Without weights it cannot be done, for each is most like himself. So give a word three "
          "roles, by three matrices: what it asks for, what it is found by, what it hands over.")
      .formula("q_i = W_q x_i, \\qquad k_j = W_k x_j, \\qquad v_j = W_v x_j")
      .formula("y_i = \\sum_{j} w_{ij} \\, v_j")
      .formula(
          "w_{ij} = \\operatorname{softmax}_j \\left( \\frac{q_i \\cdot k_j}{\\sqrt d} \\right)")
      .text(
          "By hand, one number is enough: let $W_q$ turn the sign of *female*, and be three times "
          "as certain. Then the king asks as if he were a queen. Or let it be learned: six words, "
          "and a loss that asks for the partner, $-\\log w_{i,\\text{partner}}$.")
      .table(kHeader, rows_of(found));
}

void describe_findings(show::Page& page, const Findings& found) {
  page.begin_row()
      .figure(weights_drawn(found),
              "The learned weights. Prince and princess were not there in training.")
      .figure(looked_for_drawn(found),
              "$W_q^\\top W_k / \\sqrt d$: what each feature of a query makes of each feature of a "
              "key.")
      .figure(received_drawn(found), "What comes out, where the value is the word itself.")
      .end_row()
      .text(
          "The matrix in the middle is all that the scores know of: $q_i \\cdot k_j = x_i^\\top "
          "(W_q^\\top W_k) \\, x_j$. Its diagonal reads: *as royal as I, as old as I, and not of "
          "my sex*. Nobody said so; the pairs did. Not so clearly as to a person, though: a pair "
          "that was never seen gets less, and how much less is luck.")
      .text(
          "And the value? Here it was the word, $W_v = I$. Often little of a token is wanted once "
          "it has been found: $W_v$ with the one row *female*, (0, 0, 1, 0, 0), hands over that "
          "column of the right picture and nothing else: the king receives 1, the queen -1. A "
          "token is found by one thing and read for another.");
}

}  // namespace

void ask_for_the_partner(Lesson& lesson) {
  const Findings found = learn(lesson.run);
  print(found);
  describe_task(lesson.page, found);
  describe_findings(lesson.page, found);
  lesson.run.figure("partner_without_weights", found.without);
  lesson.run.figure("partner_by_hand", found.hand);
  lesson.run.figure("partner_learned", found.learned, show::Range{0.998, 0.999});
  lesson.run.figure("partner_unseen", found.unseen, show::Range{0.775, 0.894});
}

}  // namespace lesson06
