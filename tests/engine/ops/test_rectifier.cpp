// Rows: relatives of relu that have a parameter.

#include <cmath>

#include "engine/ops/activation.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

const std::vector<std::vector<Shape>> shapes = {{{}},   {{1}},   {{3}},     {{2, 1, 3}}, {{0}},
                                                {{37}}, {{129}}, {{7, 11}}, {{127, 263}}};

OpRow row(const char* name, Function f, double (*definition)(double), const Domain& domain = {}) {
  return {.name = name,
          .f = std::move(f),
          .oracle = each(definition),
          .shapes = shapes,
          .domain = domain};
}

OpRow with_errors(OpRow row, std::vector<ErrorCase> errors) {
  row.errors = std::move(errors);
  return row;
}

const Row leaky_relu_rows[] = {
    {with_errors(row(
                     "leaky_relu", [](auto& in) { return leaky_relu(in[0]); },
                     [](double x) { return x > 0 ? x : 0.01 * x; }, {.kinks = {0}}),
                 {throws<ValueError>(
                      [] {
                        leaky_relu(ones({2, 3}), NAN);
                      },
                      {"slope is nan", "x  (2, 3)", "finite number"}),
                  throws<ValueError>([] { leaky_relu(ones({}), INFINITY); }, {"slope is inf"})})},
    {row(
        "leaky_relu, downwards", [](auto& in) { return leaky_relu(in[0], -0.75); },
        [](double x) { return x > 0 ? x : -0.75 * x; }, {.kinks = {0}})},
};

const Row elu_rows[] = {
    {with_errors(row(
                     "elu", [](auto& in) { return elu(in[0]); },
                     [](double x) { return x > 0 ? x : std::exp(x) - 1; }, {.low = -6, .high = 6}),
                 {throws<ValueError>(
                      [] {
                        elu(ones({2, 3}), NAN);
                      },
                      {"alpha is nan", "x  (2, 3)", "finite number"}),
                  throws<ValueError>([] { elu(ones({1}), -INFINITY); }, {"alpha is -inf"})})},
    {row(
        "elu, alpha 2.5", [](auto& in) { return elu(in[0], 2.5); },
        [](double x) { return x > 0 ? x : 2.5 * (std::exp(x) - 1); }, {.kinks = {0}})},
};

double softplus_by_definition(double x) { return std::log1p(std::exp(x)); }

const Row softplus_rows[] = {
    {with_errors(
        row("softplus", [](auto& in) { return softplus(in[0]); }, softplus_by_definition,
            {.low = -8, .high = 8}),
        {throws<ValueError>(
             [] {
               softplus(ones({2, 3}), 0);
             },
             {"beta is 0", "x  (2, 3)"}),
         throws<ValueError>([] { softplus(ones({2}), NAN); }, {"beta is nan", "finite number"}),
         throws<ValueError>([] { softplus(ones({2}), INFINITY); }, {"beta is inf"}),
         throws<ValueError>([] { softplus(ones({2}), 1, NAN); }, {"threshold is NaN"})})},
    {row(
        "softplus, beta 3", [](auto& in) { return softplus(in[0], 3); },
        [](double x) { return softplus_by_definition(3 * x) / 3; })},
    {row(
        "softplus, beta -2", [](auto& in) { return softplus(in[0], -2); },
        [](double x) { return softplus_by_definition(-2 * x) / -2; })},
    {row(
        "softplus, beyond its threshold", [](auto& in) { return softplus(in[0], 2, 1); },
        [](double x) { return 2 * x > 1 ? x : softplus_by_definition(2 * x) / 2; },
        {.kinks = {0.5}})},
    {row(
        "softplus, saturated", [](auto& in) { return softplus(in[0]); },
        [](double x) { return x > 20 ? x : softplus_by_definition(x); },
        {.low = -1200, .high = 1200, .kinks = {20}})},
};

}  // namespace
