// Rows: dropout, with a stream of random numbers that starts anew at each call.

#include <cmath>

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/dropout.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/engine/ops/by_index.hpp"

namespace {

using namespace heed;

OpRow row(const char* name, double p, bool training) {
  return {
      .name = name,
      .f =
          [=](auto& in) {
            Random random(5);
            return dropout(in[0], p, training, random) *
                   1.0;  // a result of its own, also of nothing done
          },
      .oracle =
          [=](auto& in) {
            Random random(5);  // drawn one by one, in order
            return by_index(in[0].shape(), [&](const Index& index) {
              if (!training) return at(in[0], index);
              const bool dropped = random.uniform() < p;
              return dropped ? 0.0 : at(in[0], index) / (1 - p);
            });
          },
      .shapes = {{{}}, {{1}}, {{7}}, {{2, 3}}, {{0, 2}}, {{3, 37}}, {{256}}, {{257}}, {{131, 97}}},
  };
}

OpRow with_errors(OpRow row) {
  row.errors = {throws<ValueError>(
                    [] {
                      dropout(ones({2, 3}), 1.5, true);
                    },
                    {"p is 1.5", "(2, 3)"}),
                throws<ValueError>(
                    [] {
                      dropout(ones({2, 3}), -0.1, false);
                    },
                    {"0 to 1"}),
                throws<ValueError>(
                    [] {
                      dropout(ones({2, 3}), NAN, true);
                    },
                    {"p is nan"})};
  return row;
}

const Row rows[] = {
    {with_errors(row("dropout", 0.3, true))},   {row("dropout, half", 0.5, true)},
    {row("dropout, nothing", 0, true)},         {row("dropout, everything", 1, true)},
    {row("dropout, not training", 0.3, false)},
};

}  // namespace
