// A linear layer weighs pixels: its gradient by hand, and what its rows look like.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "data/batches.hpp"
#include "engine/ops.hpp"
#include "lessons/03_linear/panels.hpp"
#include "lessons/03_linear/sections.hpp"

namespace lesson03 {

namespace {

constexpr double kRate = 0.5;

// What softmax regression's gradient is on paper: (P - Y)^T X / B, (10, 64).
Tensor gradient_by_hand(Scores& linear, const Rows& batch) {
  const NoGrad no_grad;
  Tensor wrong = softmax(linear(batch.x), 1);  // (B, 10): p, then p - y
  for (int64_t i = 0; i < batch.size(); ++i)
    wrong.mutable_data()[i * kClasses + batch.labels[i]] -= 1;
  return matmul(transpose(wrong, 0, 1), batch.x) / double(batch.size());
}

// The largest difference between that and what backward() says, after the training: there the
// numbers are nothing special.
double gradient_difference(Scores& linear, const Rows& rows) {
  std::vector<int64_t> first(size_t(std::min(kBatch, rows.size())));
  for (size_t i = 0; i < first.size(); ++i) first[i] = int64_t(i);
  const Rows batch = pick(rows, Indices(first));
  linear.zero_grad();
  cross_entropy(linear(batch.x), batch.labels).backward();
  const Tensor by_engine = linear.weight.grad().clone();
  linear.zero_grad();
  return largest_size(by_engine - gradient_by_hand(linear, batch));
}

std::string rows_drawn(const Tensor& weight, int64_t step) {
  std::vector<Panel> panels;
  const double limit = largest_size(weight);
  for (int64_t c = 0; c < kClasses; ++c)
    panels.push_back({fmt::format("row {}", c), signed_numbers(weight, c, limit)});
  return panels_drawn(
      {fmt::format("The ten rows after {} step{}", step, step == 1 ? "" : "s"),
       "Ten pictures of 8 by 8 weights, orange above 0, blue below. Orange traces the "
       "strokes of the row's digit.",
       "", ""},
      panels, limit);
}

std::string told(int64_t step, const Tensor& weight) {
  const std::string size = fmt::format(" The largest weight is {:.2g}.", largest_size(weight));
  if (step == 1)
    return "After one step a row is the sum of its own pictures in the batch, less a tenth of all "
           "pictures: blurred digits already. (Mostly blue: the batch had few of that class.)" +
           size;
  return fmt::format("After {} steps.", step) + size;
}

// The rows after 1, 10, 100, … steps and at the end.
std::vector<show::Step> watch(Lesson& lesson, Scores& linear) {
  std::vector<show::Step> steps;
  show::Progress bar = lesson.run.progress("linear layer", lesson.run.steps(1000));
  SGD optimizer(linear.parameters(), {.lr = kRate});
  int64_t next = 1;
  train(linear, optimizer, lesson.train, lesson.run.seed(), bar, [&](int64_t step) {
    if (step != next && step != bar.steps()) return;
    next *= 10;
    steps.push_back({rows_drawn(linear.weight, step), told(step, linear.weight)});
  });
  return steps;
}

// A digit that was misread (or the first one), and how its pixels voted.
std::string votes_drawn(Scores& linear, const Rows& test) {
  const NoGrad no_grad;
  const Tensor scores = linear(test.x);
  const Indices said = argmax(scores, 1);
  int64_t which = 0;
  for (int64_t i = test.size() - 1; i >= 0; --i)
    if (said[i] != test.labels[i]) which = i;
  const int64_t is = test.labels[which];
  const int64_t as = said[which] != is ? said[which] : (is + 1) % kClasses;
  const Tensor votes = linear.weight * select(test.x, 0, which);  // (10, 64)
  const double limit = largest_size(linear.weight);
  const auto score = [&](int64_t c) {
    return fmt::format("votes: {:.2f}", double(scores.at({which, c})));
  };
  return panels_drawn(
      {fmt::format("Is it {} or {}?", is, as),
       "A digit, two rows of weights, and the products of both, pixel by pixel.", "", ""},
      {{"the digit", ink(test.x, which)},
       {fmt::format("row {}", is), signed_numbers(linear.weight, is, limit)},
       {score(is), signed_numbers(votes, is, limit)},
       {fmt::format("row {}", as), signed_numbers(linear.weight, as, limit)},
       {score(as), signed_numbers(votes, as, limit)}},
      limit);
}

void explain_scores(show::Page& page, double difference) {
  page.heading("Ten weighted sums")
      .text(
          "A digit is 64 numbers, paper 0 to ink 1. A linear layer gives each of the ten classes a "
          "score, one weighted sum of all pixels; softmax makes probabilities of the scores, and "
          "the loss is how unlikely the right class was thought to be:")
      .formula("z = W x + b, \\qquad p_k = \\frac{e^{z_k}}{\\sum_j e^{z_j}}")
      .formula("L = -\\log p_y")
      .text(
          "The gradient is as short. With $y$ written as a vector that is 1 at the right class and "
          "0 elsewhere,")
      .formula(
          "\\frac{\\partial L}{\\partial z} = p - y, \\qquad \\frac{\\partial L}{\\partial W} = (p "
          "- y) x^\\top")
      .text(fmt::format(
          "In words: *each row moves along the picture itself*. The right class's row is drawn "
          "towards it by what is missing to certainty, $1 - p_y$, all others are pushed away from "
          "it by what they were thought likely. (By hand and by the engine, on 64 digits: the "
          "largest difference is {:.0e}.) That is all that learning is here.",
          difference));
}

void explain_rows(show::Page& page, const std::vector<show::Step>& steps,
                  const std::string& votes) {
  page.heading("What a row of weights looks like")
      .text(
          "A row has a weight for every pixel, so it is a picture. This layer began with zeros: "
          "what you see was learned. Orange says *ink here speaks for me*, blue *ink here "
          "speaks against me*, white *no matter*. The first column stays nearly white: "
          "hardly a digit has ink there, and without ink $(p - y) x^\\top$ is 0.")
      .figure(steps.back().svg, "After the last step. Which rows can you read?")
      .text("And this is how they came about:")
      .steps("The rows while they learn", steps)
      .figure(
          votes,
          "The first test digit that the linear layer misreads, with the row of what it is and of "
          "what it was taken for. Each product shows which pixels speak for a class and which "
          "against; the votes are their sum, and the bias is added.");
}

}  // namespace

void weigh_pixels(Lesson& lesson, Scores& linear) {
  const std::vector<show::Step> steps = watch(lesson, linear);
  const double difference = gradient_difference(linear, lesson.train);
  std::cout << fmt::format(
      "1. A linear layer: 64 pixels, 10 scores, {} numbers\n\n"
      "gradient (p - y) x^T by hand and by the engine: largest difference {:.1e}\n"
      "row 0, a picture of where ink speaks for a zero:\n",
      linear.num_parameters(), difference);
  show::print_heat_map(reshape(select(linear.weight.detach(), 0, 0), {kSide, kSide}));
  explain_scores(lesson.page, difference);
  explain_rows(lesson.page, steps, votes_drawn(linear, lesson.test));
  lesson.run.figure("gradient_difference", difference, show::Range{1.863e-09, 3.725e-09});
}

}  // namespace lesson03
