// Rows: rms_norm.

#include <cmath>
#include <limits>

#include "engine/ops/norm.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

constexpr double kEps = 1e-3;

// The definition, in double.
Tensor by_mean_square(const Tensor& x, const Tensor& weight, double eps) {
  const int64_t d = x.size(-1);
  int64_t next = 0;
  return tabulate(x.shape(), [&](const Shape& index) {
    const int64_t at = next++;
    double squares = 0;
    for (int64_t k = 0; k < d; ++k) squares += std::pow(double(x.data()[at / d * d + k]), 2);
    const double w = weight.defined() ? double(weight.data()[index[x.dim() - 1]]) : 1;
    return double(x.data()[at]) / std::sqrt(squares / double(d) + eps) * w;
  });
}

const Row rms_norms[] = {
    {{
        .name = "rms_norm",
        .f = [](auto& in) { return rms_norm(in[0], in[1], kEps); },
        .oracle = [](auto& in) { return by_mean_square(in[0], in[1], kEps); },
        .shapes = {{{1}, {1}},
                   {{5}, {5}},
                   {{2, 1}, {1}},
                   {{3, 4, 7}, {7}},
                   {{0, 3}, {3}},
                   {{3, 0}, {0}},
                   {{2, 64}, {64}},
                   {{5, 137}, {137}},
                   {{301, 67}, {67}}},
        .errors = {throws<ShapeError>(
                       [] {
                         rms_norm(zeros({2, 3}), ones({2}));
                       },
                       {"weight and x do not fit", "x has D = 3"}),
                   throws<ShapeError>(
                       [] {
                         rms_norm(zeros({2, 3}), ones({1, 3}));
                       },
                       {"weight and x do not fit", "(1, 3)\n"}),
                   throws<ShapeError>([] { rms_norm(zeros({})); }, {"no axis to normalise"}),
                   throws<ValueError>([] { rms_norm(zeros({2}), {}, -1); }, {"eps is -1"}),
                   throws<ValueError>([] { rms_norm(zeros({2}), {}, NAN); }, {"eps is "})},
    }},
    {{
        .name = "rms_norm, without a weight or an eps",
        .f = [](auto& in) { return rms_norm(in[0]); },
        .oracle =
            [](auto& in) {
              return by_mean_square(in[0], {}, std::numeric_limits<real>::epsilon());
            },
        .shapes = {{{6}}, {{2, 5}}, {{0, 4}}, {{1, 9}}, {{3, 35}}, {{2, 2, 16}}},
    }},
};

}  // namespace
