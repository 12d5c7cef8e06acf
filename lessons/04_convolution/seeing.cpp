// Receptive fields: which pixels of the input one number of the output depends on, and how much.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/04_convolution/sections.hpp"
#include "lessons/show/panels.hpp"

namespace lesson04 {

namespace {

constexpr int64_t kLength = 17, kMiddle = kLength / 2;  // of the input, pixels
constexpr int64_t kChannels = 16, kDraws = 100;         // of the stack with random weights
constexpr uint64_t kNumbers = 47;

struct Step {
  int64_t stride, dilation;
};

// Convolutions 3×3, one after the other. Names have spaces that do not break.
struct Stack {
  std::string name;
  std::vector<Step> steps;
  bool random = false;  // weights at random and ReLU between; or every weight 1, and nothing

  // r grows by (k - 1) d times all strides before: in the input's pixels.
  int64_t by_formula() const {
    int64_t side = 1, strides = 1;
    for (const Step& step : steps) {
      side += 2 * step.dilation * strides;
      strides *= step.stride;
    }
    return side;
  }
};

// A stack, and what its gradient says.
struct Field {
  Stack stack;
  Tensor gradient;                 // (17, 17), sizes
  int64_t measured = 0, half = 0;  // sides: of all that is not 0; of the middle that has half
};

// d y_middle / d x, every weight 1: how many ways lead from a pixel to the middle of the output.
Tensor ways_through(const Stack& stack) {
  Tensor x = zeros({1, 1, kLength, kLength});
  x.requires_grad_();
  Tensor y = x;
  for (const Step& step : stack.steps)
    y = conv2d(y, ones({1, 1, 3, 3}), {},
               {.stride = step.stride, .padding = step.dilation, .dilation = step.dilation});
  Tensor one = zeros(y.shape());
  one.mutable_data()[y.numel() / 2] = 1;
  y.backward(one);
  return reshape(x.grad(), {kLength, kLength});
}

// The mean size of that gradient over many networks with 16 channels and ReLU.
Tensor mean_size(const Stack& stack, Random& random) {
  Tensor total = zeros({kLength, kLength});
  for (int64_t draw = 0; draw < kDraws; ++draw) {
    Tensor x = randn({1, 1, kLength, kLength}, random);
    x.requires_grad_();
    Tensor y = x;
    for (size_t i = 0; i < stack.steps.size(); ++i) {
      const int64_t in = y.size(1);
      const Tensor weight = randn({kChannels, in, 3, 3}, random) * std::sqrt(2.0 / double(9 * in));
      y = relu(conv2d(y, weight, {}, {.padding = 1}));
    }
    Tensor one = zeros(y.shape());  // the middle of the first channel
    one.mutable_data()[kMiddle * kLength + kMiddle] = 1;
    y.backward(one);
    total = total + abs(reshape(x.grad(), {kLength, kLength}));
  }
  return total;
}

double inside(const Tensor& gradient, int64_t reach) {
  double sum = 0;
  for (int64_t y = kMiddle - reach; y <= kMiddle + reach; ++y)
    for (int64_t x = kMiddle - reach; x <= kMiddle + reach; ++x) sum += double(gradient.at({y, x}));
  return sum;
}

Field field_of(const Stack& stack, Random& random) {
  Field field{stack, stack.random ? mean_size(stack, random) : ways_through(stack)};
  const double all = inside(field.gradient, kMiddle);
  for (int64_t reach = kMiddle; reach >= 0; --reach) {
    const double part = inside(field.gradient, reach);
    if (part >= all * (1 - 1e-6)) field.measured = 2 * reach + 1;
    if (part >= all / 2) field.half = 2 * reach + 1;
  }
  return field;
}

std::vector<Field> all_fields(uint64_t seed) {
  const std::vector<Step> four(4, {1, 1});
  std::vector<Stack> stacks;
  for (size_t layers = 1; layers <= four.size(); ++layers)
    stacks.push_back({fmt::format("{}\u00a0layer{}", layers, layers == 1 ? "" : "s"),
                      {four.begin(), four.begin() + int64_t(layers)}});
  stacks.push_back({"4,\u00a0random", four, true});
  stacks.push_back({"stride\u00a02,\u00a02,\u00a02", {{2, 1}, {2, 1}, {2, 1}}});
  stacks.push_back({"dilated\u00a01,\u00a02,\u00a04", {{1, 1}, {1, 2}, {1, 4}}});
  stacks.push_back({"dilated\u00a02,\u00a02,\u00a02", {{1, 2}, {1, 2}, {1, 2}}});
  Random random(seed, kNumbers);
  std::vector<Field> fields;
  for (const Stack& stack : stacks) fields.push_back(field_of(stack, random));
  return fields;
}

const std::vector<std::string> kHeader = {"layers of 3×3", "side",    "measured",
                                          "half inside",   "weights", "one kernel"};

std::vector<std::vector<std::string>> rows_of(const std::vector<Field>& fields) {
  std::vector<std::vector<std::string>> rows;
  for (const Field& f : fields)
    rows.push_back({f.stack.name, fmt::format("{}", f.stack.by_formula()),
                    fmt::format("{}", f.measured), fmt::format("{0}×{0}", f.half),
                    fmt::format("{}", 9 * f.stack.steps.size()),
                    fmt::format("{}", f.measured * f.measured)});
  return rows;
}

std::string fields_drawn(const std::vector<Field>& fields) {
  constexpr int kTimes = 8;
  std::vector<show::Panel> panels;
  for (const Field& f : fields) {
    const double largest =
        double(*std::max_element(f.gradient.data(), f.gradient.data() + f.gradient.numel()));
    show::Picture picture =
        show::Picture::heat(f.gradient, -largest, largest, show::diverging).enlarged(kTimes);
    const int reach = int(f.stack.by_formula() / 2), from = int(kMiddle) - reach;
    picture.box(from * kTimes, from * kTimes, (int(kMiddle) + reach + 1) * kTimes,
                (int(kMiddle) + reach + 1) * kTimes, {0, 90, 150}, 2);
    panels.push_back({f.stack.name, std::move(picture)});
  }
  return show::panel_plot({"What one number of the output sees",
                           "Eight gradients as pictures of 17 by 17 pixels. They grow with every "
                           "layer and are strongest in the middle; three dilated layers of 2 "
                           "leave every second pixel out.",
                           "", ""},
                          panels, {.columns = 4});
}

void describe(show::Page& page, const std::vector<Field>& fields) {
  page.heading("What one number sees")
      .text(
          "A kernel of 3×3 sees 9 pixels. A second layer sees 3×3 numbers that saw 3×3 pixels "
          "each: 5×5. Which pixels, and how much each matters, the engine says: *the gradient of "
          "one number of the output with respect to the picture*. Here every weight is 1, so it "
          "counts the ways that lead from a pixel to that number. The side of the field is")
      .formula("r = 1 + \\sum_l (k_l - 1) \\, d_l \\prod_{m < l} s_m")
      .text("with kernel $k$, dilation $d$ (from tap to tap) and stride $s$ of each layer.")
      .figure(fields_drawn(fields),
              "Frames by the formula, colours by `backward()`: white is 0, the darkest the largest "
              "of each picture.")
      .table(kHeader, rows_of(fields),
             "Side: by the formula, and of the gradient that is not 0. Half inside: the smallest "
             "square in the middle with half of the gradient. Weights for one channel, and of one "
             "kernel as wide as the field.")
      .text(fmt::format(
          "The field's edge counts in the formula, and hardly in the gradient: one way leads from "
          "a "
          "corner, many from the middle. Half of all that four layers see lies in {0}×{0} of their "
          "9×9, and in {1}×{1} with weights at random, {2} channels and ReLU (the mean of {3} such "
          "networks).",
          fields[3].half, fields[4].half, kChannels, kDraws))
      .text(
          "Strides and dilation see far with few layers, and in the same way: three strides of 2 "
          "and dilations of 1, 2, 4 have one field. (But the strides leave 3×3 numbers of 17×17, "
          "the dilations all.) Dilation by 2 three times leaves holes: of the 169 pixels in its "
          "frame it sees 49.");
}

}  // namespace

void draw_receptive_fields(Lesson& lesson) {
  const std::vector<Field> fields = all_fields(lesson.run.seed());
  std::cout << "\n4. What one number of the output sees, in pixels of the input\n\n"
            << show::text_table(kHeader, rows_of(fields));
  describe(lesson.page, fields);
  show::Figure::List sides;
  for (const Field& field : fields) sides.push_back(double(field.measured));
  lesson.run.figure("receptive_fields", sides);
  lesson.run.figure("half_of_random_inside", double(fields[4].half), show::Range{5, 5});
}

}  // namespace lesson04
