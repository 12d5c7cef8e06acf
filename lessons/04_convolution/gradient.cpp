// The gradient of a convolution is a convolution: by hand, by the engine, by differences.
#include <fmt/format.h>

#include <iostream>

#include "engine/ops.hpp"
#include "lessons/04_convolution/convolving.hpp"
#include "lessons/04_convolution/sections.hpp"
#include "lessons/show/measure.hpp"
#include "lessons/show/panels.hpp"

namespace lesson04 {

namespace {

constexpr uint64_t kNumbers = 46;
constexpr int64_t kPadding = 1;

// How far the engine and differences are from the formulas, and how large the numbers are.
struct Findings {
  double dx, dweight;  // largest difference of the engine's
  double dx_by_differences, dweight_by_differences;
  double largest;  // number of both gradients
};

// sum(dy y), added up in double: what is differentiated.
double weighed(const Tensor& x, const Tensor& weight, const Tensor& dy) {
  const Tensor y = by_loops(x, weight, kPadding);
  double sum = 0;
  for (int64_t i = 0; i < y.numel(); ++i) sum += double(y.data()[i]) * double(dy.data()[i]);
  return sum;
}

// By differences, number by number. y is linear in each number of x and of the weight, so a
// difference is exact but for rounding, however large the step: 1.
Tensor by_differences(Tensor& changed, const std::function<double()>& loss) {
  Tensor gradient = empty(changed.shape());
  for (int64_t i = 0; i < changed.numel(); ++i) {
    const real before = changed.data()[i];
    changed.mutable_data()[i] = before + real(0.5);
    const double above = loss();
    changed.mutable_data()[i] = before - real(0.5);
    gradient.mutable_data()[i] = real(above - loss());
    changed.mutable_data()[i] = before;
  }
  return gradient;
}

Findings differentiate(uint64_t seed) {
  Random random(seed, kNumbers);
  Tensor x = randn({2, 3, 6, 7}, random), weight = randn({4, 3, 3, 3}, random);
  const Tensor dy = randn({2, 4, 6, 7}, random);
  const Gradients hand = gradients_by_hand(x, weight, kPadding, dy);
  const auto loss = [&] { return weighed(x, weight, dy); };
  const Tensor dx = by_differences(x, loss), dweight = by_differences(weight, loss);
  x.requires_grad_();
  weight.requires_grad_();
  conv2d(x, weight, {}, {.padding = kPadding}).backward(dy);
  return {show::largest_difference(hand.dx, x.grad()),
          show::largest_difference(hand.dweight, weight.grad()),
          show::largest_difference(hand.dx, dx), show::largest_difference(hand.dweight, dweight),
          std::max(show::largest_difference(hand.dx, zeros(hand.dx.shape())),
                   show::largest_difference(hand.dweight, zeros(hand.dweight.shape())))};
}

const std::vector<std::string> kHeader = {"farthest from the formula", "the engine", "differences"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  const auto row = [](const char* name, double engine, double differences) {
    return std::vector<std::string>{name, fmt::format("{:.1e}", engine),
                                    fmt::format("{:.1e}", differences)};
  };
  return {row("gradient of x", found.dx, found.dx_by_differences),
          row("gradient of the kernels", found.dweight, found.dweight_by_differences)};
}

show::Picture signed_picture(const Tensor& x) {
  const auto height = x.size(-2), width = x.size(-1);
  return show::Picture::heat(reshape(x.detach(), {height, width}), -1, 1, show::diverging);
}

// A kernel without symmetry; what one pixel makes of it forward, and one place backward.
std::string directions_drawn() {
  const Tensor kernel({1, 1, 3, 3}, {1, 1, real(0.5), 1, 0, 0, real(-0.5), 0, 0});
  Tensor dot = zeros({1, 1, 7, 7});
  dot.mutable_data()[3 * 7 + 3] = 1;
  Tensor x = zeros({1, 1, 7, 7});
  x.requires_grad_();
  conv2d(x, kernel, {}, {.padding = 1}).backward(dot);
  const NoGrad no_grad;
  return show::panel_plot(
      {"Forward and backward",
       "A kernel of three by three; the picture that it makes of one bright pixel, which is the "
       "kernel turned by half a turn; and the gradient of one place, the kernel upright.",
       "", ""},
      {{"kernel", signed_picture(kernel)},
       {"x", signed_picture(dot)},
       {"y", signed_picture(conv2d(dot, kernel, {}, {.padding = 1}))},
       {"dy", signed_picture(dot)},
       {"dx", signed_picture(x.grad())}},
      {.limit = 1});
}

void describe(show::Page& page, const Findings& found) {
  page.heading("Its gradient is a convolution again")
      .text(
          "Who used pixel $x_a$? Along one axis, $y_v = \\sum_i w_i \\, x_{v+i-p}$: pixel $a$ came "
          "into $y_v$ with the weight $w_i$ where $a = v + i - p$. So it gets back")
      .formula(
          "\\begin{aligned} \\frac{\\partial L}{\\partial x_a} &= \\sum_i w_i \\, dy_{a - i + p}, "
          "\\\\ "
          "\\frac{\\partial L}{\\partial w_i} &= \\sum_v dy_v \\, x_{v + i - p} \\end{aligned}")
      .text(
          "In the first sum the index runs *backwards*: a convolution of $dy$ with the kernel "
          "flipped, padded by $k - 1 - p$. (In the matrix above: its transpose.) In the second "
          "$dy$ itself is the kernel, as large as $y$, and slides over $x$; a weight that was used "
          "at every place gets the sum over all places.")
      .table(kHeader, rows_of(found),
             fmt::format("2 pictures of 6×7, 3 channels, 4 kernels; the largest number is {:.0f}. "
                         "By hand means by the loops above.",
                         found.largest))
      .text(
          "Differences are good here, with a step as large as 1: $y$ is a straight line in every "
          "single number of $x$ and of $w$, so there is no bend for them to miss.")
      .figure(directions_drawn(),
              "Forward, one bright pixel of $x$ becomes the kernel turned upside down in $y$: the "
              "window comes to it with its last number first. Backward, one number of $dy$ becomes "
              "the kernel upright in $dx$: the weights through which that place saw the picture.");
}

}  // namespace

void follow_the_gradient(Lesson& lesson) {
  const Findings found = differentiate(lesson.run.seed());
  std::cout << "\n2. Its gradient: by hand (a convolution with the flipped kernel), by the engine, "
               "by differences\n\n"
            << show::text_table(kHeader, rows_of(found));
  describe(lesson.page, found);
  lesson.run.figure("gradient_x_off", found.dx, show::Range{1.907e-06, 3.815e-06});
  lesson.run.figure("gradient_kernels_off", found.dweight, show::Range{2.861e-06, 5.722e-06});
  lesson.run.figure("gradient_by_differences_off",
                    std::max(found.dx_by_differences, found.dweight_by_differences),
                    show::Range{7.629e-06, 1.335e-05});
}

}  // namespace lesson04
