// Who gets a gradient: the answer's derivative by the query, from backward() and by differences.
#include <fmt/format.h>

#include <functional>
#include <iostream>

#include "lessons/05_attention/attention.hpp"
#include "lessons/05_attention/sections.hpp"
#include "lessons/05_attention/winds.hpp"

namespace lesson {

using namespace heed;

namespace {

constexpr double kSharp = 6;  // length of the query that comes close to hard attention

using Ask = std::function<Tensor(const Tensor& query)>;  // the answer in °C, one number

// By central differences, for each number of the query.
std::vector<double> slopes(const Ask& ask, const Tensor& query) {
  constexpr real kStep = real(0.01);
  std::vector<double> found;
  for (int64_t i = 0; i < query.numel(); ++i) {
    Tensor more = query.clone(), less = query.clone();
    more.mutable_data()[i] += kStep;
    less.mutable_data()[i] -= kStep;
    found.push_back(double(ask(more).item() - ask(less).item()) / (2 * double(kStep)));
  }
  return found;
}

// From the engine; or, where the answer does not depend on the query in a way that has a
// derivative, its refusal.
struct Derivative {
  std::vector<double> numbers;
  std::string refusal;
};

Derivative derivative(const Ask& ask, const Tensor& at) {
  Tensor query = at.clone();
  query.requires_grad_();
  try {
    ask(query).backward();
  } catch (const GradError& error) {
    return {{}, error.what()};
  }
  return {numbers_of(query.grad()), ""};
}

// The engine's words, without the place and the advice.
std::string first_line(const std::string& message) {
  const size_t begin = message.find('[');
  return message.substr(begin, message.find('\n') - begin);
}

std::string pair(const std::vector<double>& numbers) {
  if (numbers.empty()) return "none";
  return fmt::format("({:.2f}, {:.2f})", numbers[0], numbers[1]);
}

// The answer for each direction of the query, once round the compass.
struct Turn {
  std::vector<double> degrees, answers;
  int jumps = 0;  // at how many of the 360 degrees the difference is not 0
};

Turn turn(const Ask& ask, double length) {
  Turn round;
  for (int degrees = 0; degrees < 360; ++degrees) {
    const double before = double(ask(direction(degrees - 0.5, length)).item());
    const double after = double(ask(direction(degrees + 0.5, length)).item());
    round.jumps += before != after;
    if (degrees % 2 != 0) continue;
    round.degrees.push_back(degrees);
    round.answers.push_back(double(ask(direction(degrees, length)).item()));
  }
  return round;
}

struct Findings {
  double answer_soft, answer_hard;
  Derivative soft, hard;
  std::vector<double> soft_slopes, hard_slopes;
  Turn soft_turn, sharp_turn, hard_turn;
};

Findings ask_at(const Tensor& query) {
  const Dictionary winds = four_winds();
  const Ask soft = [&](const Tensor& q) {
    return soft_attention(q, winds.keys, winds.values, dot).value;
  };
  const Ask hard = [&](const Tensor& q) {
    return hard_attention(q, winds.keys, winds.values, dot).value;
  };
  return {double(soft(query).item()),
          double(hard(query).item()),
          derivative(soft, query),
          derivative(hard, query),
          slopes(soft, query),
          slopes(hard, query),
          turn(soft, 1),
          turn(soft, kSharp),
          turn(hard, 1)};
}

const std::vector<std::string> kHeader = {"attention", "answer", "backward()", "by differences"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  return {{"soft", fmt::format("{:.2f} °C", found.answer_soft), pair(found.soft.numbers),
           pair(found.soft_slopes)},
          {"hard", fmt::format("{:.2f} °C", found.answer_hard), pair(found.hard.numbers),
           pair(found.hard_slopes)}};
}

std::string drawn(const Findings& found) {
  show::LinePlot plot({"Stairs and hills",
                       "Hard attention's answer is flat, with four jumps; soft attention's is "
                       "smooth, and steeper where the query is longer.",
                       "direction of the query (degrees from north)", "answer (°C)"});
  plot.add("soft, length 1", found.soft_turn.degrees, found.soft_turn.answers);
  plot.add("hard", found.hard_turn.degrees, found.hard_turn.answers);
  plot.add(fmt::format("soft, length {}", kSharp), found.sharp_turn.degrees,
           found.sharp_turn.answers);
  return plot.svg();
}

void keep_figures(show::Run& run, const Findings& found) {
  run.figure("gradient_soft", found.soft.numbers);
  run.figure("gradient_soft_differences", found.soft_slopes);
  if (found.hard.refusal.empty())
    run.figure("gradient_hard", found.hard.numbers);
  else
    run.figure("gradient_hard", "none");
  run.figure("gradient_hard_differences", found.hard_slopes);
  run.figure("directions_with_jump", found.hard_turn.jumps);
}

void write_turn(show::Page& page, const Findings& found) {
  const int jumps = found.hard_turn.jumps;
  page.heading("Hard or soft: who gets a gradient?")
      .text(
          "*Hard* attention looks at the best match alone: `values[argmax(scores)]`. In a picture "
          "it is a crop. *Soft* attention looks at everything, by weight. Turn the query once "
          "round the compass and watch the answer:")
      .figure(drawn(found),
              fmt::format("Hard attention stands still in {} of 360 directions; in the other {} it "
                          "jumps, and a jump has no derivative either. The soft answer rises and "
                          "falls smoothly, and comes closer to the stairs the longer the query is.",
                          360 - jumps, jumps));
}

void write_gradients(show::Page& page, const Findings& found) {
  page.text(
          "To learn is to ask which way the query should move. Here are the derivatives of the "
          "answer by the query's two numbers, to the east and to the north, at 30° from north:")
      .table(kHeader, rows_of(found))
      .code(first_line(found.hard.refusal))
      .text(
          "That is what the engine says about hard attention, and it is right: `argmax` gives a "
          "place, a whole number, and no derivative leads back through it to the query. For soft "
          "attention both columns agree. The slope points to the south, where the warmest wind "
          "comes from:")
      .formula("\\frac{\\partial y}{\\partial q} = \\sum_{i=1}^{n} w_i (v_i - y) k_i")
      .note(
          "The blog post leaves hard attention aside, as cropping that has no derivative. It is a "
          "crop at a place that is *chosen*, and the choice can be trained: not by backpropagation "
          "through it, but by trying places at random and making those more probable that went "
          "well (REINFORCE). The next section does both.");
}

}  // namespace

void differentiate(show::Run& run, show::Page& page) {
  const Findings found = ask_at(direction(30));
  std::cout << "\n5. Hard or soft: the answer's derivative by the query, 30° from north\n\n"
            << show::text_table(kHeader, rows_of(found)) << "\nThe engine on hard attention:\n"
            << found.hard.refusal
            << fmt::format(
                   "\nTurned by a degree, hard attention's answer stands still in {} of 360 "
                   "directions.\n",
                   360 - found.hard_turn.jumps);
  keep_figures(run, found);
  write_turn(page, found);
  write_gradients(page, found);
}

}  // namespace lesson
