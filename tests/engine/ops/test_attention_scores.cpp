// Rows: the scores of scaled dot-product attention. Where masks hide them:
// test_attention_watch.cpp.
#include <cmath>

#include "engine/ops/attention.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

// scale q_i k_j.
Function oracle(double scale) {
  return [=](const std::vector<Tensor>& in) {
    const Tensor &q = in[0], &k = in[1];
    const int64_t n = q.size(-2), m = k.size(-2), d = q.size(-1);
    Shape shape = q.shape();
    shape[q.dim() - 1] = m;
    Tensor y = empty(shape);
    for (int64_t place = 0; place < y.numel(); ++place) {
      const int64_t outer = place / (n * m), i = place / m % n, j = place % m;
      double score = 0;
      for (int64_t c = 0; c < d; ++c)
        score +=
            double(q.data()[(outer * n + i) * d + c]) * double(k.data()[(outer * m + j) * d + c]);
      y.mutable_data()[place] = real(score * (scale ? scale : 1 / std::sqrt(double(d))));
    }
    return y;
  };
}

const std::vector<std::vector<Shape>> shapes = {
    {{1, 1}, {1, 1}},
    {{3, 2}, {4, 2}},
    {{2, 1, 3}, {2, 4, 3}},
    {{0, 3}, {2, 3}},
    {{2, 3, 5, 8}, {2, 3, 7, 8}},
    {{3, 37, 5}, {3, 67, 5}},
    {{70, 33}, {131, 33}},
};

const Row rows[] = {
    {{
        .name = "attention_scores",
        .f = [](auto& in) { return attention_scores(in[0], in[1]); },
        .oracle = oracle(0),
        .shapes = shapes,
        .errors = {throws<ValueError>(
            [] {
              attention_scores(ones({2, 3}), ones({4, 3}), {.scale = -1});
            },
            {"scale is -1"})},
    }},
    {{
        .name = "attention_scores, scaled by 1/3",
        .f = [](auto& in) { return attention_scores(in[0], in[1], {.scale = 1.0 / 3}); },
        .oracle = oracle(1.0 / 3),
        .shapes = shapes,
    }},
};

}  // namespace
