// The tutorial's mini-example, number by number, in xtensor and in the engine.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/06_self_attention/mini_steps.hpp"
#include "lessons/06_self_attention/saturation.hpp"
#include "lessons/06_self_attention/sections.hpp"
#include "lessons/show/code.hpp"

namespace lesson06 {

namespace {

constexpr uint64_t kNumbers = 62;

struct Findings {
  std::vector<MiniStep> rows;
  double largest = 0;       // difference of any number of any step
  double fused = 0;         // of the output, to the fused operation
  std::string refusal;      // of two heads for five numbers
  double untransposed = 0;  // how far q k is from q k^T
  std::string third;        // what the engine says to q k of three tokens
  std::vector<Saturation> saturations;
};

template <class Call>
std::string refusal_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

Findings follow(uint64_t seed) {
  Random random(seed, kNumbers);
  const Tensor x = mini_tokens();
  const Tensor wq = rand({5, 2}, 0, 1, random), wk = rand({5, 2}, 0, 1, random);
  const Tensor wv = rand({5, 2}, 0, 1, random);
  Findings found;
  found.rows = mini_steps(x, wq, wk, wv);
  for (const MiniStep& row : found.rows) found.largest = std::max(found.largest, row.difference);
  const Tensor q = matmul(x, wq), k = matmul(x, wk), v = matmul(x, wv);
  const Tensor by_steps = matmul(softmax(matmul(q, k, {.b = true}) / std::sqrt(2.0), -1), v);
  found.fused = double(max(abs(scaled_dot_product_attention(q, k, v) - by_steps)).item());
  found.refusal = refusal_of_heads();
  found.untransposed = double(max(abs(matmul(q, k) - matmul(q, k, {.b = true}))).item());
  found.third = refusal_of([&] { matmul(ones({3, 2}), ones({3, 2})); });
  found.saturations = measure_saturation(seed);
  return found;
}

std::string beside(const std::string& name, const std::string& text) {
  std::string lines = fmt::format("  {:<9}", name);
  for (const char c : text) lines += c == '\n' ? "\n" + std::string(11, ' ') : std::string(1, c);
  return lines + "\n";
}

std::string listing_of(const Findings& found) {
  std::string text;
  for (const MiniStep& row : found.rows)
    text += fmt::format("{}{}: differ by {:.1g}\n", text.empty() ? "" : "\n", row.name,
                        row.difference) +
            beside("xtensor", row.xtensor) + beside("engine", row.engine) + beside("", row.numbers);
  return text;
}

const std::vector<std::string> kHeader = {"weights and tokens", "scores apart", "largest weight"};

std::vector<std::vector<std::string>> rows_of(const std::vector<Saturation>& saturations) {
  std::vector<std::vector<std::string>> rows;
  for (const Saturation& s : saturations)
    rows.push_back({s.name, fmt::format("{:.2f}", s.apart), fmt::format("{:.4f}", s.largest)});
  return rows;
}

void print(const Findings& found) {
  std::cout << "\n4. The tutorial's mini-example, in xtensor and in the engine\n\n"
            << listing_of(found) << "\n"
            << show::text_table(kHeader, rows_of(found.saturations))
            << "\nMultiheadAttention(5, 2): " << found.refusal << "\n";
}

std::string closeness(double difference) {
  return difference == 0 ? "to the last bit" : fmt::format("to within {:.0e}", difference);
}

void describe(show::Page& page, const Findings& found) {
  page.heading("The mini-example, number by number")
      .text(
          "One tutorial computes two tokens of five numbers, `[1 2 3 7 8]` and `[4 5 6 9 10]`, in "
          "NumPy. Here it is in xtensor, NumPy's likeness in C++, and in the engine. What you read "
          "is what ran: `a` is the tokens' array and `x` their tensor, `bq`, `bk`, `bv` and `wq`, "
          "`wk`, `wv` the (5, 2) weights, drawn between 0 and 1 as there. `dot` is NumPy's `a @ "
          "b`.")
      .code(listing_of(found))
      .text(fmt::format("All six steps agree {}, and the fused operation, "
                        "`scaled_dot_product_attention(q, k, v)`, gives the same output, {}.",
                        closeness(found.largest), closeness(found.fused)));
}

void describe_slips(show::Page& page, const Findings& found) {
  page.text(
          "Now look at the *weights*. Both tokens look at the second one, and nowhere else: the "
          "softmax is saturated. That is no accident of these random numbers. With weights that "
          "are all positive, every score is a sum of positive products, and the longer token wins. "
          "1,000 draws of each kind:")
      .table(kHeader, rows_of(found.saturations),
             "The two scores of a row lie so far apart, and the larger weight of a row is so large "
             "(1 is all of it, 0.5 is even): medians.")
      .text(
          "Weights around 0 with variance 1/d are the first half of the cure; tokens of ordinary "
          "size are the second, which is why a transformer has a layer norm before every "
          "attention, or after every sum. (Then the weights are even, and rightly: but for their "
          "size, these two "
          "tokens are nearly the same.)")
      .text(
          "Two heads were announced, of 5 // 2 = 2 numbers each. One number of five is lost, and "
          "only one head is computed. The engine's layer does not round:")
      .code(show::folded(found.refusal))
      .text(fmt::format(
          "And one source writes the scores as $(X W_q)(X W_k)$. A score is the product of a "
          "query *with a key*, row with row, so the second factor is transposed: $(X W_q)(X "
          "W_k)^\\top$. With two tokens of two numbers the slip goes unnoticed: `matmul(q, k)` "
          "runs, and is wrong by up to {:.0f}. A third token brings it to light:",
          found.untransposed))
      .code(show::folded(found.third));
}

}  // namespace

void follow_the_mini_example(Lesson& lesson) {
  const Findings found = follow(lesson.run.seed());
  print(found);
  describe(lesson.page, found);
  describe_slips(lesson.page, found);
  lesson.run.figure("mini_example_difference", std::max(found.largest, found.fused),
                    show::Range{0, 3.06e-05});
  lesson.run.figure("largest_weight_as_tutorial", found.saturations[0].largest, show::Range{1, 1});
  lesson.run.figure("largest_weight_with_norm", found.saturations.back().largest,
                    show::Range{0.506, 0.507});
}

}  // namespace lesson06
