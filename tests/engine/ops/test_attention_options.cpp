// Rows: attention with padding among the keys, and with dropout of its weights.

#include "engine/random.hpp"
#include "tests/engine/ops/attention_oracle.hpp"

namespace {

using namespace heed;

// What multiplies the weight that query i of head `head` gives to key j. Padding takes the weight
// away before they are normalised, dropout behind.
struct Factors {
  std::function<bool(int64_t batch, int64_t j)> key;
  std::function<double(int64_t head, int64_t i, int64_t j, int64_t m)> kept;
};

Tensor attend(const Tensor& q, const Tensor& k, const Tensor& v, const Factors& factors) {
  const int64_t n = q.size(-2), m = k.size(-2), d = q.size(-1), e = v.size(-1);
  const int64_t heads = q.shape().product(1, q.dim() - 2);
  Shape shape = q.shape();
  shape[q.dim() - 1] = e;
  Tensor y = zeros(shape);
  for (int64_t row = 0; row < shape.product(0, q.dim() - 1); ++row) {
    const int64_t head = row / n;
    std::vector<double> p(static_cast<size_t>(m));
    double total = 0;
    for (int64_t j = 0; j < m; ++j) {
      double score = 0;
      for (int64_t c = 0; c < d; ++c)
        score += double(q.data()[row * d + c]) * double(k.data()[(head * m + j) * d + c]);
      p[size_t(j)] = factors.key(head / heads, j) ? std::exp(score / std::sqrt(double(d))) : 0;
      total += p[size_t(j)];
    }
    for (int64_t c = 0; c < e && total > 0; ++c) {
      double sum = 0;
      for (int64_t j = 0; j < m; ++j)
        sum += p[size_t(j)] * factors.kept(head, row % n, j, m) *
               double(v.data()[(head * m + j) * e + c]);
      y.mutable_data()[row * e + c] = real(sum / total);
    }
  }
  return y;
}

// Examples 0, 1 and 2 of each three: no padding, some, and nothing else.
bool is_key(int64_t batch, int64_t j) { return batch % 3 == 0 || (batch % 3 == 1 && j % 3 != 2); }

Mask keys(const Tensor& k) {
  Mask mask(Shape{k.size(0), k.size(-2)});
  for (int64_t i = 0; i < mask.numel(); ++i)
    mask.mutable_data()[i] = is_key(i / k.size(-2), i % k.size(-2));
  return mask;
}

bool every_key(int64_t, int64_t) { return true; }
double all_kept(int64_t, int64_t, int64_t, int64_t) { return 1; }

// Dropout of a third, by the stream of seed 5: every query of `queries` draws whole blocks of four.
double two_thirds_kept(int64_t query, int64_t j, int64_t m) {
  const auto block = uint64_t(query * ((m + 3) / 4) + j / 4);
  return philox(5, 0, block)[size_t(j % 4)] < uint32_t(0x1p32 / 3 + 1) ? 0 : 1.5;
}

const std::vector<std::vector<Shape>> batches = {
    {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
    {{3, 2, 2}, {3, 4, 2}, {3, 4, 5}},
    {{3, 1, 3}, {3, 5, 3}, {3, 5, 4}},
    {{2, 0, 3}, {2, 2, 3}, {2, 2, 4}},
    {{2, 3, 3}, {2, 0, 3}, {2, 0, 4}},
    {{0, 2, 3}, {0, 2, 3}, {0, 2, 3}},
    {{3, 2, 5, 8}, {3, 2, 5, 8}, {3, 2, 5, 8}},
    {{2, 37, 5}, {2, 67, 5}, {2, 67, 7}},
    {{3, 2, 35, 4}, {3, 2, 131, 4}, {3, 2, 131, 4}},
    {{2, 203, 3}, {2, 5, 3}, {2, 5, 2}},  // more queries than a block has
    {{12, 65, 16}, {12, 65, 16}, {12, 65, 16}},
};

AttentionOptions with_padding(const Tensor& k) { return {.key_padding = keys(k)}; }

const Row padding_rows[] = {
    {{
        .name = "scaled_dot_product_attention, padding",
        .f =
            [](auto& in) {
              return scaled_dot_product_attention(in[0], in[1], in[2], with_padding(in[1]));
            },
        .oracle =
            [](auto& in) {
              return attend(in[0], in[1], in[2], {is_key, all_kept});
            },
        .shapes = batches,
        .errors = {throws<ShapeError>(
                       [] {
                         const AttentionOptions options{.key_padding = Mask(Shape{2, 4})};
                         const Tensor x = ones({2, 3, 4});
                         scaled_dot_product_attention(x, x, x, options);
                       },
                       {"key_padding does not fit the keys", "(2, 4)", "(2, 3, 3)",
                        "needs (B, M)"}),
                   throws<ShapeError>(
                       [] {
                         const AttentionOptions options{.key_padding = Mask(Shape{3})};
                         const Tensor x = ones({2, 3, 4});
                         scaled_dot_product_attention(x, x, x, options);
                       },
                       {"key_padding does not fit the keys"}),
                   throws<ShapeError>(
                       [] {
                         const AttentionOptions options{.key_padding = Mask(Shape{3, 3})};
                         const Tensor x = ones({3, 4});
                         scaled_dot_product_attention(x, x, x, options);
                       },
                       {"key_padding does not fit the keys"})},
        .nan_stays = false,
    }},
    {{
        .name = "attention_with_weights, padding",
        .f =
            [](auto& in) {
              return attention_with_weights(in[0], in[1], in[2], with_padding(in[1])).output;
            },
        .oracle =
            [](auto& in) {
              return attend(in[0], in[1], in[2], {is_key, all_kept});
            },
        .shapes = batches,
        .errors = {throws<ShapeError>(
            [] {
              const AttentionOptions options{.key_padding = Mask(Shape{2, 3})};
              const Tensor x = ones({2, 3, 5, 4});
              attention_with_weights(x, x, x, options);
            },
            {"key_padding does not fit the keys", "(2, 3, 5, 5)"})},
        .nan_stays = false,
    }},
};

AttentionOptions third_dropped() {
  manual_seed(5);
  return {.dropout = 1.0 / 3};
}

Tensor dropped_oracle(const std::vector<Tensor>& in) {
  const int64_t n = in[0].size(-2);
  return attend(in[0], in[1], in[2],
                {every_key, [n](int64_t head, int64_t i, int64_t j, int64_t m) {
                   return two_thirds_kept(head * n + i, j, m);
                 }});
}

ErrorCase refuses(const AttentionOptions& options, const std::string& piece,
                  Place at = Place::here()) {
  return throws<ValueError>(
      [options, at] {
        const Tensor x = ones({2, 3, 4});
        scaled_dot_product_attention(x, x, x, options, at);
      },
      {piece}, at);
}

const Row dropout_rows[] = {
    {{
        .name = "scaled_dot_product_attention, dropout",
        .f =
            [](auto& in) {
              return scaled_dot_product_attention(in[0], in[1], in[2], third_dropped());
            },
        .oracle = dropped_oracle,
        .shapes = batches,
        .errors = {refuses({.dropout = -0.1}, "dropout is -0.1"),
                   refuses({.dropout = 1.5}, "needs a probability, 0 to 1"),
                   refuses({.dropout = NAN}, "dropout is nan"),
                   refuses({.scale = 0.0}, "scale is 0"),
                   refuses({.scale = -1.0}, "needs a number above 0"),
                   refuses({.scale = NAN}, "scale is nan"),
                   refuses({.scale = INFINITY}, "scale is inf")},
    }},
    {{
        // The definition draws a number for each weight, without gaps: the same where 4 divides M.
        .name = "attention_with_weights, dropout",
        .f =
            [](auto& in) {
              return attention_with_weights(in[0], in[1], in[2], third_dropped()).output;
            },
        .oracle = dropped_oracle,
        .shapes = {{{1, 1, 1}, {1, 4, 1}, {1, 4, 1}},
                   {{3, 2, 2}, {3, 8, 2}, {3, 8, 5}},
                   {{2, 3, 3}, {2, 0, 3}, {2, 0, 4}},
                   {{0, 2, 3}, {0, 4, 3}, {0, 4, 3}},
                   {{3, 2, 5, 8}, {3, 2, 12, 8}, {3, 2, 12, 8}},
                   {{2, 37, 5}, {2, 68, 5}, {2, 68, 7}}},
    }},
};

}  // namespace
