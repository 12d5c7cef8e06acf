// A query that learns where to look, in three ways: the table, the curves, the pictures.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "lessons/05_attention/looking_figures.hpp"
#include "lessons/05_attention/sections.hpp"
#include "lessons/05_attention/training.hpp"

namespace lesson {

using namespace heed;

namespace {

std::string query_of(const Training& training) {
  const auto [x, y] = training.query.back();
  return fmt::format("{:.0f}°, {:.1f}", std::remainder(hue_of(x, y) - 180, 360) + 180,
                     std::hypot(x, y));
}

const std::vector<std::string> kHeader = {"the reader looks", "loss", "accuracy",
                                          "weight on yellow", "query: angle, length"};

std::vector<std::vector<std::string>> rows_of(const std::vector<Training>& trainings) {
  std::vector<std::vector<std::string>> rows;
  for (const Training& t : trainings)
    rows.push_back({t.name, fmt::format("{:.3f}", t.last_loss), fmt::format("{:.3f}", t.accuracy),
                    fmt::format("{:.3f}", t.on_answer), query_of(t)});
  return rows;
}

// What soft attention saw, from the first moment to the last, in the terminal.
void print_story(const Training& soft) {
  const Moment &first = soft.moments.front(), &last = soft.moments.back();
  const Moment& between = soft.moments[soft.moments.size() / 3];
  const Tensor gap = zeros({8, 2});
  std::cout << fmt::format("\nWhat soft attention sees of one picture after {}, {} and {} steps:\n",
                           first.step, between.step, last.step);
  show::print_heat_map(cat({first.seen, gap, between.seen, gap, last.seen}, 1));
}

void write_task(const show::Run& run, show::Page& page, const show::Picture& boxes) {
  boxes.save(run.file("glimpses.png"));
  page.heading("A query that learns where to look")
      .text(
          "Now nobody gives the query: it is learned. A picture holds six handwritten digits in "
          "six colours, shuffled. The right answer is always the yellow digit, `SELECT digit WHERE "
          "colour = 'yellow'`, but nobody says so: the loss tells only how well the digit was "
          "named. A glimpse's key is its colour, as a point on the colour circle; its value is its "
          "64 pixels. The reader has a query of two numbers, which begins with asking for cyan, "
          "and a linear layer that names the digit from what is seen.")
      .figure(boxes,
              "One of the pictures. The yellow box is the answer; the cyan one is what the query "
              "prefers at first.",
              "Six handwritten digits in six colours, the yellow and the cyan one in boxes")
      .list({"**Soft**: sees the weighted sum of all six glimpses.",
             "**Hard**: sees the one glimpse with the largest score, a crop.",
             "**REINFORCE**: sees one glimpse too, drawn at random, each with its weight as "
             "probability."});
}

void write_results(show::Page& page, const std::vector<Training>& trainings,
                   const Glimpses& shown) {
  page.begin_row()
      .figure(
          losses_drawn(trainings),
          "All three see the same pictures and begin with the same numbers. Hard attention cannot "
          "do better than guess: its crops show the cyan digit, and the answer is another.")
      .figure(queries_drawn(trainings, shown),
              "The learned query, from its start near the middle, towards cyan, to its end, the "
              "dot; the rings are its length, the discs the colours of the picture above. It turns "
              "to yellow and grows: it finds what to look for, then becomes certain. Hard "
              "attention's query never moves.")
      .end_row()
      .table(kHeader, rows_of(trainings),
             fmt::format("Loss: mean of the last tenth of the steps. Accuracy: on {} new pictures "
                         "of digits that were not trained on; REINFORCE then looks at its best "
                         "glimpse. Yellow is at 60°, give or take 15.",
                         kTestPictures));
}

void write_story(const show::Run& run, show::Page& page, const Material& material,
                 const Training& soft) {
  const show::Picture moments = moments_drawn(material.shown, soft.moments);
  moments.save(run.file("what_it_sees.png"));
  std::string steps;
  for (const Moment& moment : soft.moments)
    steps += (steps.empty() ? "" : ", ") + std::to_string(moment.step);
  page.figure(moments,
              "Soft attention after " + steps +
                  " steps. Above: every glimpse as bright as its weight. Below: their weighted "
                  "sum, which is all that the linear layer gets.",
              "From left to right the yellow digit becomes bright and the others dark, and the "
              "blurred sum becomes that digit")
      .text(
          "At first soft attention sees six digits at once, a blur. But the blur changes a little "
          "when the query does, and that little is a gradient. At the end the blur is one digit: "
          "soft attention has found the crop along a path that sloped all the way. Used as hard "
          "attention from then on, it is right in " +
          fmt::format("{:.3f}", soft.cropped_accuracy) + " of the pictures.");
}

void write_reinforce(show::Page& page) {
  page.text(
          "REINFORCE gets there without ever seeing more than one glimpse of a picture. Its "
          "gradient does not pass through the crop $i$ that was drawn, but through the probability "
          "$w_i$ of drawing it, compared with the usual loss $b$:")
      .formula(
          "\\nabla_q \\, \\operatorname{E}[L] = \\operatorname{E}\\left[ (L_i - b) \\, \\nabla_q "
          "\\log w_i \\right]")
      .text(
          "Right on average, and noisy: it needs more steps than soft attention. It pays where "
          "looking everywhere is too expensive.");
}

void ask(show::Page& page) {
  page.question(
          "Hard attention's loss lies a little above guessing, ln 10 = 2.303. How can it be worse "
          "than knowing nothing?",
          "Its linear layer learns all the same, from crops that have nothing to do with the "
          "answers. There is nothing to find, so it fits the accidents of the latest pictures, and "
          "these do not come again.")
      .question("The soft query is still growing at the last step. Where would it stop?",
                "Nowhere: a longer query makes the weight on yellow larger and the loss smaller, "
                "only ever more slowly, because the derivative $w(1-w)$ goes to 0. Try `--steps "
                "3000`. Weight decay, or a limit on its length, would hold it back.");
}

void keep_figures(show::Run& run, const std::vector<Training>& trainings) {
  const Training &soft = trainings[0], &hard = trainings[1], &reinforce = trainings[2];
  run.figure("loss_soft", soft.last_loss, show::Range{0.108, 0.130});
  run.figure("loss_hard", hard.last_loss, show::Range{2.39, 2.42});
  run.figure("loss_reinforce", reinforce.last_loss, show::Range{0.318, 0.418});
  run.figure("accuracy_soft", soft.accuracy, show::Range{0.945, 0.970});
  run.figure("accuracy_soft_cropped", soft.cropped_accuracy, show::Range{0.946, 0.975});
  run.figure("accuracy_hard", hard.accuracy, show::Range{0.095, 0.108});
  run.figure("accuracy_reinforce", reinforce.accuracy, show::Range{0.946, 0.976});
  run.figure("weight_on_yellow_soft", soft.on_answer, show::Range{0.868, 0.879});
  run.figure("weight_on_yellow_reinforce", reinforce.on_answer, show::Range{0.966, 0.970});
}

}  // namespace

void learn_where_to_look(show::Run& run, show::Page& page) {
  std::cout << "\n6. A query that learns where to look: SELECT digit WHERE colour = 'yellow'\n"
            << std::flush;
  const Material material = draw_material(run.data("digits/digits.csv.gz"), run.seed());
  const std::vector<Training> trainings = {train(run, material, "soft", Look::soft),
                                           train(run, material, "hard", Look::hard),
                                           train(run, material, "REINFORCE", Look::sampled)};
  std::cout << "\n" << show::text_table(kHeader, rows_of(trainings));
  print_story(trainings[0]);
  keep_figures(run, trainings);
  write_task(run, page, task_drawn(material.shown, trainings[1].moments.front()));
  write_results(page, trainings, material.shown);
  write_story(run, page, material, trainings[0]);
  write_reinforce(page);
  ask(page);
}

}  // namespace lesson
