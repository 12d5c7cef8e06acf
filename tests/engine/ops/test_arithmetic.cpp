// Rows: operations on two tensors, element by element, broadcast.

#include <cmath>

#include "engine/ops/arithmetic.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

// Every way in which two shapes can meet.
const std::vector<std::vector<Shape>> shapes = {
    {{}, {}},
    {{1}, {}},
    {{}, {2, 3}},
    {{3}, {1}},
    {{0}, {1}},
    {{2, 0, 3}, {3}},
    {{0, 1}, {1, 4}},
    {{2, 3}, {2, 3}},
    {{2, 3}, {3}},  // a row under many
    {{3}, {2, 3}},
    {{2, 3}, {2, 1}},     // a column
    {{4, 1, 3}, {2, 1}},  // both
    {{2, 1, 3, 1}, {3, 1, 5}},
    {{1, 1, 1}, {37}},
    {{5, 37}, {37}},
    {{5, 37}, {5, 1}},
    {{67}, {67}},
    {{3, 1, 67}, {5, 67}},
    {{129, 131}, {129, 131}},
    {{129, 131}, {131}},
    {{129, 131}, {129, 1}},
    {{1, 131}, {129, 1}},
};

const Domain away_from_zero = {.kinks = {0}, .margin = 0.3}, positive = {.low = 0.2, .high = 3};

// The same error from each: "2.0 * x" and "x * 2.0" have the caller's line too.
template <class Operation>
std::vector<ErrorCase> broadcast_errors(Operation operation, Place at = Place::here()) {
  return {
      throws<ShapeError>(
          [=] {
            operation(Term(ones({2, 3}), at), Term(ones({2, 4}), at));
          },
          {"cannot broadcast", "\n  a  (2, 3)\n         ^\n  b  (2, 4)\n         ^\n",
           "axis -1 is 3 and 4"},
          at),
      throws<ShapeError>(
          [=] {
            operation(Term(ones({5, 1, 3}), at), Term(ones({4, 2, 3, 3}), at));
          },
          {}, at),
      throws<ShapeError>([=] { operation(Term(ones({0}), at), Term(ones({2}), at)); },
                         {"axis -1 is 0 and 2"}, at),
      throws<ValueError>([=] { operation(Term(Tensor(), at), Term(ones({2}), at)); }, {}, at),
  };
}

const Row rows[] = {
    {{
        .name = "add",
        .f = [](auto& in) { return in[0] + in[1]; },
        .oracle = each([](double a, double b) { return a + b; }),
        .shapes = shapes,
        .errors = broadcast_errors([](const Term& a, const Term& b) { return a + b; }),
    }},
    {{
        .name = "sub",
        .f = [](auto& in) { return in[0] - in[1]; },
        .oracle = each([](double a, double b) { return a - b; }),
        .shapes = shapes,
        .errors = broadcast_errors([](const Term& a, const Term& b) { return a - b; }),
    }},
    {{
        .name = "mul",
        .f = [](auto& in) { return in[0] * in[1]; },
        .oracle = each([](double a, double b) { return a * b; }),
        .shapes = shapes,
        .errors = broadcast_errors([](const Term& a, const Term& b) { return a * b; }),
    }},
    {{
        .name = "div",
        .f = [](auto& in) { return in[0] / in[1]; },
        .oracle = each([](double a, double b) { return a / b; }),
        .shapes = shapes,
        .domain = away_from_zero,
        .errors = broadcast_errors([](const Term& a, const Term& b) { return a / b; }),
    }},
    {{
        .name = "pow",
        .f = [](auto& in) { return pow(in[0], in[1]); },
        .oracle = each([](double a, double b) { return std::pow(a, b); }),
        .shapes = shapes,
        .domains = {positive, {}},
        .errors = broadcast_errors([](const Term& a, const Term& b) { return pow(a, b); }),
    }},
    {{
        .name = "maximum",
        .f = [](auto& in) { return maximum(in[0], in[1]); },
        .oracle = each([](double a, double b) { return a > b ? a : b; }),
        .shapes = shapes,
        .errors = broadcast_errors([](const Term& a, const Term& b) { return maximum(a, b); }),
    }},
    {{
        .name = "minimum",
        .f = [](auto& in) { return minimum(in[0], in[1]); },
        .oracle = each([](double a, double b) { return a < b ? a : b; }),
        .shapes = shapes,
        .errors = broadcast_errors([](const Term& a, const Term& b) { return minimum(a, b); }),
    }},
};

const std::vector<std::vector<Shape>> alone = {{{}},      {{1}},     {{3}},       {{2, 0}},
                                               {{1, 37}}, {{5, 67}}, {{129, 131}}};

// A number in the place of a tensor.
const Row with_numbers[] = {
    {{
        .name = "sub, from a number",
        .f = [](auto& in) { return 2.5 - in[0]; },
        .oracle = each([](double x) { return 2.5 - x; }),
        .shapes = alone,
    }},
    {{
        .name = "div, a number",
        .f = [](auto& in) { return 1.5 / in[0]; },
        .oracle = each([](double x) { return 1.5 / x; }),
        .shapes = alone,
        .domain = away_from_zero,
    }},
    {{
        .name = "mul, by a number",
        .f = [](auto& in) { return in[0] * -0.75; },
        .oracle = each([](double x) { return x * -0.75; }),
        .shapes = alone,
    }},
    {{
        .name = "pow, squares of numbers of both signs",
        .f = [](auto& in) { return pow(in[0], 2.0); },
        .oracle = each([](double x) { return x * x; }),
        .shapes = alone,
    }},
    {{
        .name = "pow, cubes of numbers of both signs",
        .f = [](auto& in) { return pow(in[0], 3.0); },
        .oracle = each([](double x) { return x * x * x; }),
        .shapes = alone,
    }},
    {{
        .name = "pow, of a number",
        .f = [](auto& in) { return pow(1.5, in[0]); },
        .oracle = each([](double x) { return std::pow(1.5, x); }),
        .shapes = alone,
    }},
    {{
        .name = "pow, to 0",
        .f = [](auto& in) { return pow(in[0], 0.0); },
        .oracle = each([](double) { return 1.0; }),
        .shapes = alone,
        .nan_stays = false,  // NaN to 0 is 1, as in C
    }},
};

}  // namespace
