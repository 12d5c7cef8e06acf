// Rows: losses that compare number by number.

#include <cmath>

#include "engine/ops/loss.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

using Shapes = std::vector<std::vector<Shape>>;

const Shapes alike = {{{}, {}},         {{1}, {1}},   {{5}, {5}},
                      {{2, 3}, {2, 3}}, {{67}, {67}}, {{3, 1, 7}, {3, 1, 7}},
                      {{129}, {129}}};
Shapes and_also(Shapes shapes, const Shape& shape) {
  shapes.push_back({shape, shape});
  return shapes;
}

// What a loss is told by: its formula for two numbers, and how it is called.
struct Loss {
  std::string name;
  Tensor (*f)(const Tensor& x, const Tensor& target, Reduction reduction);
  double (*of)(double x, double target);
  std::vector<Domain> domains = {};
};

OpRow row(const Loss& loss, Reduction reduction, const char* variant, Shapes shapes) {
  return {
      .name = loss.name + variant,
      .f = [=](auto& in) { return loss.f(in[0], in[1], reduction); },
      .oracle =
          [=](auto& in) {
            double total = 0;
            const Tensor each = by_index(in[0].shape(), [&](const Index& index) {
              const double one = loss.of(at(in[0], index), at(in[1], index));
              total += one;
              return one;
            });
            if (reduction == Reduction::none) return each;
            return Tensor(reduction == Reduction::mean ? total / double(each.numel()) : total);
          },
      .shapes = std::move(shapes),
      .domains = loss.domains,
      .empty_is_legal = reduction != Reduction::mean,
  };
}

void enter(const Loss& loss, std::vector<ErrorCase> errors) {
  OpRow mean = row(loss, Reduction::mean, "", and_also(alike, {131, 257}));
  mean.errors = std::move(errors);
  op_rows().push_back(std::move(mean));
  op_rows().push_back(row(loss, Reduction::sum, ", sum", and_also(alike, {0, 3})));
  op_rows().push_back(
      row(loss, Reduction::none, ", none", and_also(and_also(alike, {2, 0}), {131, 257})));
}

template <class F>
ErrorCase unlike(F f, Place at = Place::here()) {
  return throws<ShapeError>(
      [=] {
        const Tensor x = ones({4, 1}), t = ones({4});
        f(x, t, at);
      },
      {"input   (4, 1)", "target     (4)", "not of one shape"}, at);
}

double smooth(double d, double beta) {
  return std::abs(d) < beta ? d * d / (2 * beta) : std::abs(d) - beta / 2;
}

const bool entered = [] {
  enter({"mse_loss", [](auto& x, auto& t, Reduction r) { return mse_loss(x, t, r); },
         [](double x, double t) { return (x - t) * (x - t); }},
        {unlike([](auto& x, auto& t, Place at) { mse_loss(x, t, Reduction::mean, at); })});
  enter({"l1_loss", [](auto& x, auto& t, Reduction r) { return l1_loss(x, t, r); },
         [](double x, double t) { return std::abs(x - t); }},
        {unlike([](auto& x, auto& t, Place at) { l1_loss(x, t, Reduction::sum, at); })});
  enter({"smooth_l1_loss", [](auto& x, auto& t, Reduction r) { return smooth_l1_loss(x, t, 1, r); },
         [](double x, double t) { return smooth(x - t, 1); }},
        {unlike([](auto& x, auto& t, Place at) { smooth_l1_loss(x, t, 1, Reduction::mean, at); }),
         throws<ValueError>(
             [] {
               smooth_l1_loss(ones({2, 3}), ones({2, 3}), -1);
             },
             {"beta is -1", "input  (2, 3)"}),
         throws<ValueError>([] { smooth_l1_loss(ones({2}), ones({2}), NAN); }, {"beta is nan"}),
         throws<ValueError>([] { smooth_l1_loss(ones({2}), ones({2}), INFINITY); },
                            {"beta is inf"})});
  enter({"smooth_l1_loss, beta 0.3",
         [](auto& x, auto& t, Reduction r) { return smooth_l1_loss(x, t, 0.3, r); },
         [](double x, double t) { return smooth(x - t, 0.3); }},
        {});
  enter({"smooth_l1_loss, beta 0",
         [](auto& x, auto& t, Reduction r) { return smooth_l1_loss(x, t, 0, r); },
         [](double x, double t) { return std::abs(x - t); }},
        {});
  return true;
}();

}  // namespace
