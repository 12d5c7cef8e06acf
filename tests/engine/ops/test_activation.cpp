// Rows: operations on one tensor, element by element.

#include <cmath>
#include <numbers>

#include "engine/ops/activation.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

const std::vector<std::vector<Shape>> shapes = {{{}},        {{1}},    {{3}},       {{2, 1, 3}},
                                                {{0}},       {{2, 0}}, {{37}},      {{7, 11}},
                                                {{3, 5, 7}}, {{129}},  {{127, 263}}};
const Domain positive = {.low = 0.1, .high = 4};

const Row rows[] = {
    {{
        .name = "neg",
        .f = [](auto& in) { return neg(in[0]); },
        .oracle = each([](double x) { return -x; }),
        .shapes = shapes,
    }},
    {{
        .name = "exp",
        .f = [](auto& in) { return exp(in[0]); },
        .oracle = each([](double x) { return std::exp(x); }),
        .shapes = shapes,
    }},
    {{
        .name = "log",
        .f = [](auto& in) { return log(in[0]); },
        .oracle = each([](double x) { return std::log(x); }),
        .shapes = shapes,
        .domain = positive,
    }},
    {{
        .name = "sqrt",
        .f = [](auto& in) { return sqrt(in[0]); },
        .oracle = each([](double x) { return std::sqrt(x); }),
        .shapes = shapes,
        .domain = positive,
    }},
    {{
        .name = "sin",
        .f = [](auto& in) { return sin(in[0]); },
        .oracle = each([](double x) { return std::sin(x); }),
        .shapes = shapes,
        .domain = {.low = -10, .high = 10},
    }},
    {{
        .name = "cos",
        .f = [](auto& in) { return cos(in[0]); },
        .oracle = each([](double x) { return std::cos(x); }),
        .shapes = shapes,
        .domain = {.low = -10, .high = 10},
    }},
    {{
        .name = "erf",
        .f = [](auto& in) { return erf(in[0]); },
        .oracle = each([](double x) { return 1 - std::erfc(x); }),
        .shapes = shapes,
        .domain = {.low = -4, .high = 4},
    }},
    {{
        .name = "tanh",
        .f = [](auto& in) { return tanh(in[0]); },
        .oracle = each([](double x) { return std::tanh(x); }),
        .shapes = shapes,
    }},
    {{
        .name = "tanh, saturated",
        .f = [](auto& in) { return tanh(in[0]); },
        .oracle = each([](double x) { return std::tanh(x); }),
        .shapes = shapes,
        .domain = {.low = -30, .high = 30},
    }},
    {{
        .name = "sigmoid",
        .f = [](auto& in) { return sigmoid(in[0]); },
        .oracle = each([](double x) { return 1 / (1 + std::exp(-x)); }),
        .shapes = shapes,
    }},
    {{
        .name = "sigmoid, saturated",
        .f = [](auto& in) { return sigmoid(in[0]); },
        .oracle = each([](double x) { return 1 / (1 + std::exp(-x)); }),
        .shapes = shapes,
        .domain = {.low = -100, .high = 100},
    }},
    {{
        .name = "relu",
        .f = [](auto& in) { return relu(in[0]); },
        .oracle = each([](double x) { return x > 0 ? x : 0; }),
        .shapes = shapes,
        .domain = {.kinks = {0}},
    }},
    {{
        .name = "silu",
        .f = [](auto& in) { return silu(in[0]); },
        .oracle = each([](double x) { return x / (1 + std::exp(-x)); }),
        .shapes = shapes,
        .domain = {.low = -6, .high = 6},
    }},
    {{
        .name = "silu, saturated",
        .f = [](auto& in) { return silu(in[0]); },
        .oracle = each([](double x) { return x / (1 + std::exp(-x)); }),
        .shapes = shapes,
        .domain = {.low = -1200, .high = 1200},
    }},
    {{
        .name = "gelu, exact",
        .f = [](auto& in) { return gelu(in[0]); },
        .oracle = each([](double x) { return x * 0.5 * std::erfc(-x / std::numbers::sqrt2); }),
        .shapes = shapes,
        .domain = {.low = -4, .high = 4},
    }},
    {{
        .name = "gelu, by tanh",
        .f = [](auto& in) { return gelu(in[0], Gelu::tanh); },
        .oracle = each([](double x) {
          const double u = std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x);
          return 0.5 * x * (1 + std::tanh(u));
        }),
        .shapes = shapes,
        .domain = {.low = -4, .high = 4},
    }},
};

}  // namespace
