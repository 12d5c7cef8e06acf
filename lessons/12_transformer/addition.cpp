// Sums of three digits, the answer's digits in two orders.
#include "data/addition.hpp"

#include <fmt/format.h>

#include <iostream>
#include <utility>

#include "lessons/12_transformer/sections.hpp"

namespace lesson12 {

namespace {

constexpr uint64_t kFirstNumbers = 122;
constexpr int64_t kSteps = 1000, kBatch = 128, kTest = 2000;
constexpr int64_t kDigits = 3, kLongestAnswer = 6, kMostCarries = 3;

// How one of the two orders went.
struct Order {
  std::string name;
  std::vector<double> losses;
  double accuracy = 0;
  std::vector<double> by_place;    // in the order of writing
  std::vector<double> by_carries;  // sums with 0, 1, 2, 3 carries
  std::vector<std::string> wrong;  // "417+085 = 0512"
};

// How many of the places of "417+085" carry.
int64_t carries(const std::string& source) {
  int64_t count = 0, carry = 0;
  for (int64_t i = kDigits - 1; i >= 0; --i) {
    const int64_t sum = source[size_t(i)] - '0' + source[size_t(i + kDigits + 1)] - '0' + carry;
    carry = sum >= 10;
    count += carry;
  }
  return count;
}

void judge(Order& order, SequenceTransformer& model, const Addition& test) {
  const std::vector<SymbolPair> pairs = test.pairs(0, kTest);
  const std::vector<Symbols> written = answers(model, pairs, kLongestAnswer);
  order.accuracy = exact_match(written, pairs);
  order.by_place = right_by_place(written, pairs);
  std::vector<double> right(size_t(kMostCarries) + 1, 0), all = right;
  for (int64_t i = 0; i < kTest; ++i) {
    const TextPair text = test.text(i);
    const auto group = size_t(carries(text.source));
    const bool is_right = written[size_t(i)] == pairs[size_t(i)].target;
    all[group] += 1, right[group] += is_right;
    if (!is_right && order.wrong.size() < 4)
      order.wrong.push_back(text.source + " = " + text.target + ", written " +
                            test.target_vocabulary().decode(written[size_t(i)]));
  }
  for (size_t g = 0; g < all.size(); ++g)
    order.by_carries.push_back(all[g] > 0 ? right[g] / all[g] : 0);
}

Order learn(Lesson& lesson, const std::string& name, Answer answer) {
  const Addition sums({.digits = kDigits, .answer = answer}, Part::train, lesson.run.seed());
  const Addition test({.digits = kDigits, .answer = answer}, Part::test, 12);
  Random random(lesson.run.seed(), kFirstNumbers);
  SequenceTransformer model({.source_symbols = sums.source_vocabulary().size(),
                             .target_symbols = sums.target_vocabulary().size(),
                             .dim = 64,
                             .heads = 4,
                             .layers = lesson.layers(1, 128)},
                            random);
  int64_t next = 0;
  Order order;
  order.name = name;
  order.losses = train(model, {}, lesson.run.progress("addition, " + name, lesson.steps(kSteps, 1)),
                       [&] { return sums.batch(std::exchange(next, next + kBatch), kBatch); });
  judge(order, model, test);
  return order;
}

using Rows = std::vector<std::vector<std::string>>;
const std::vector<std::string> kHeader = {
    "digits of the answer", "right", "no carry", "1 carry", "2 carries", "3 carries"};

Rows rows_of(const std::vector<Order>& orders) {
  Rows rows;
  for (const Order& order : orders) {
    rows.push_back({order.name, fmt::format("{:.3f}", order.accuracy)});
    for (const double share : order.by_carries) rows.back().push_back(fmt::format("{:.3f}", share));
  }
  return rows;
}

std::string losses_drawn(const std::vector<Order>& orders) {
  show::LinePlot plot({"The same sums, two orders",
                       "With the units first the loss falls to its least; with the hundreds first "
                       "it stays above.",
                       "step", "loss (nats a digit)"});
  for (const Order& order : orders) plot.add(order.name, order.losses);
  return plot.svg();
}

std::string places_drawn(const Order& reversed, const Order& normal) {
  const std::vector<double> units_last(reversed.by_place.rbegin(), reversed.by_place.rend());
  return show::bar_plot({"Which digit goes wrong?",
                         "Units first: all digits are right. Thousands first: the first digits go "
                         "wrong, the units do not.",
                         "digit of the answer", "share written rightly"},
                        {"thousands", "hundreds", "tens", "units"},
                        {{reversed.name, units_last}, {normal.name, normal.by_place}});
}

void describe(show::Page& page, const std::vector<Order>& orders) {
  const Order &reversed = orders[0], &normal = orders[1];
  page.heading("Addition: say the easy digit first")
      .text(
          "*417+085* becomes *0502*, or, with the digits reversed, *2050*. A transformer of 1 + 1 "
          "layers learns each, from the same sums in the same order, with the same first numbers "
          "and the same budget.")
      .begin_row()
      .figure(losses_drawn(orders), "The loss of each batch of 128 sums.")
      .figure(places_drawn(reversed, normal), "Test sums, none of which was in training.")
      .end_row()
      .table(kHeader, rows_of(orders),
             fmt::format("The share of {} test sums that are right in all four digits; then by how "
                         "many places of the sum carry.",
                         kTest))
      .text(
          "Why? A digit needs the carry from its right. Units first, each step has all that it "
          "needs: two digits of the source, and what it has just written, which tells whether "
          "there was a carry. It is the way that people compute. Thousands first, the hundreds of "
          "417+085 are 4+0 and a carry, if 1+8 makes one; which it does only because 7+5, to its "
          "right, does. All of that must happen inside the layers, before anything is written; "
          "there is one layer on each side, and nowhere to note down a carry. The units need no "
          "carry and are right in either order.");
}

void describe_mistakes(show::Page& page, const Order& normal) {
  if (!normal.wrong.empty()) {
    page.text("Some that went wrong with the thousands first:").list(normal.wrong);
  }
  page.note(
      "What a model writes is also its notepad. The order in which an answer is written decides "
      "what has to be known at each step; it is the same reason for which language models compute "
      "better when they may write down the way. (It is a matter of budget, too: more layers and "
      "more steps learn the hard order in the end.)");
}

}  // namespace

void add_numbers(Lesson& lesson) {
  const std::vector<Order> orders = {learn(lesson, "reversed: units first", Answer::reversed),
                                     learn(lesson, "normal: thousands first", Answer::normal)};
  std::cout << "\n3. Addition: 417+085 = 0502\n\n" << show::text_table(kHeader, rows_of(orders));
  for (const std::string& wrong : orders[1].wrong) std::cout << "  " << wrong << "\n";
  describe(lesson.page, orders);
  describe_mistakes(lesson.page, orders[1]);
  lesson.run.figure("addition_reversed_accuracy", orders[0].accuracy, show::Range{0.997, 1});
  lesson.run.figure("addition_normal_accuracy", orders[1].accuracy, show::Range{0.857, 0.972});
}

}  // namespace lesson12
