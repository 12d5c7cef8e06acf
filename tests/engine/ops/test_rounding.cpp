// Rows: abs, sign, floor, round, clip.

#include <algorithm>
#include <cmath>

#include "engine/ops/rounding.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

const std::vector<std::vector<Shape>> shapes = {{{}},   {{1}},   {{3}},     {{2, 1, 3}}, {{0}},
                                                {{37}}, {{129}}, {{7, 11}}, {{127, 263}}};
const Domain around_0 = {.kinks = {0}};
const Domain between_whole = {.kinks = {-2, -1, 0, 1, 2}};
const Domain between_halves = {.kinks = {-1.5, -0.5, 0.5, 1.5}};

OpRow row(const char* name, Function f, double (*definition)(double), const Domain& domain) {
  return {.name = name,
          .f = std::move(f),
          .oracle = each(definition),
          .shapes = shapes,
          .domain = domain};
}

const Row rows[] = {
    {row(
        "abs", [](auto& in) { return abs(in[0]); }, [](double x) { return x < 0 ? -x : x; },
        around_0)},
    {row(
        "sign", [](auto& in) { return sign(in[0]); }, [](double x) { return x < 0 ? -1.0 : 1.0; },
        around_0)},
    {row(
        "floor", [](auto& in) { return floor(in[0]); },
        [](double x) { return double(int(x + 10) - 10); }, between_whole)},
    {row(
        "round", [](auto& in) { return round(in[0]); },
        [](double x) { return double(int(x + 10.5) - 10); }, between_halves)},
};

OpRow clip_row() {
  OpRow clip_between = row(
      "clip", [](auto& in) { return clip(in[0], -0.5, 1.25); },
      [](double x) { return std::min(std::max(x, -0.5), 1.25); }, {.kinks = {-0.5, 1.25}});
  clip_between.errors = {
      throws<ValueError>(
          [] {
            clip(ones({2, 3}), {});
          },
          {"there is no limit", "x  (2, 3)"}),
      throws<ValueError>(
          [] {
            clip(ones({2, 3}), NAN);
          },
          {"min is NaN", "x  (2, 3)"}),
      throws<ValueError>([] { clip(ones({}), {}, NAN); }, {"max is NaN"}),
      throws<ValueError>([] { clip(ones({1}), 0, NAN); }, {"max is NaN"}),
  };
  return clip_between;
}

const Row clip_rows[] = {
    {clip_row()},
    {row(
        "clip, from below", [](auto& in) { return clip(in[0], 0.25); },
        [](double x) { return std::max(x, 0.25); }, {.kinks = {0.25}})},
    {row(
        "clip, from above", [](auto& in) { return clip(in[0], {}, 0.25); },
        [](double x) { return std::min(x, 0.25); }, {.kinks = {0.25}})},
    {row(
        "clip, limits that cross", [](auto& in) { return clip(in[0], 1, -1); },
        [](double) { return -1.0; }, {.kinks = {-1, 1}})},
};

}  // namespace
