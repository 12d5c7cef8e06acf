// Rows: scaled dot-product attention, fused, and step by step.

#include "tests/engine/ops/attention_oracle.hpp"

namespace {

using namespace heed;

Function attention_oracle(May may, double scale = 0) {
  return [=](const std::vector<Tensor>& in) {
    return attend(in[0], in[1], in[2], may, scale ? scale : 1 / std::sqrt(double(in[0].size(-1))));
  };
}

const std::vector<std::vector<Shape>> shapes = {
    {{1, 1}, {1, 1}, {1, 1}},
    {{3, 2}, {4, 2}, {4, 5}},
    {{2, 1, 3}, {2, 4, 3}, {2, 4, 3}},
    {{0, 3}, {2, 3}, {2, 4}},           // no query
    {{2, 3}, {0, 3}, {0, 4}},           // no key: zeros
    {{0, 2, 3}, {0, 2, 3}, {0, 2, 3}},  // no batch
    {{2, 3}, {4, 3}, {4, 0}},
    {{2, 3, 5, 8}, {2, 3, 5, 8}, {2, 3, 5, 8}},
    {{1, 2, 17, 16}, {1, 2, 17, 16}, {1, 2, 17, 16}},
    {{3, 37, 5}, {3, 67, 5}, {3, 67, 7}},
    {{70, 33}, {131, 33}, {131, 65}},
    {{12, 65, 16}, {12, 65, 16}, {12, 65, 16}},
    {{203, 3}, {5, 3}, {5, 2}},  // more queries than a block has
};

// Rows of one operation, in each of its ways to choose what to attend to.
struct Variant {
  const char* name;
  std::function<AttentionOptions(int64_t n, int64_t m)> options;
  May may;
  double scale = 0;
};
const Variant variants[] = {
    {"", [](auto...) { return AttentionOptions{}; }, anywhere},
    {", causal", [](auto...) { return AttentionOptions{.causal = true}; }, backwards},
    {", masked", [](int64_t n, int64_t m) { return AttentionOptions{.mask = mask_for(n, m)}; },
     allowed},
    {", masked and causal",
     [](int64_t n, int64_t m) { return AttentionOptions{.mask = mask_for(n, m), .causal = true}; },
     [](int64_t i, int64_t j) { return allowed(i, j) && j <= i; }},
    {", a mask of one row",
     [](int64_t, int64_t m) {
       Mask mask(Shape{1, m});
       for (int64_t j = 0; j < m; ++j) mask.mutable_data()[j] = j % 3 != 1;
       return AttentionOptions{.mask = mask};
     },
     [](int64_t, int64_t j) { return j % 3 != 1; }},
    {", scaled by 1/3", [](auto...) { return AttentionOptions{.scale = 1.0 / 3}; }, anywhere,
     1.0 / 3},
};

const std::vector<ErrorCase> fused_errors = {
    throws<ShapeError>(
        [] {
          scaled_dot_product_attention(ones({2, 3}), ones({4, 5}), ones({4, 3}));
        },
        {"queries and keys differ", "needs q (.., N, d), k (.., M, d), v (.., M, e)"}),
    throws<ShapeError>(
        [] {
          scaled_dot_product_attention(ones({2, 3}), ones({4, 3}), ones({5, 3}));
        },
        {"not as many keys as values"}),
    throws<ShapeError>([] { scaled_dot_product_attention(ones({3}), ones({3}), ones({3})); }),
    throws<ShapeError>([] {
      scaled_dot_product_attention(ones({2, 2, 3}), ones({3, 2, 3}), ones({3, 2, 3}));
    }),
    throws<ShapeError>([] {
      scaled_dot_product_attention(ones({2, 3}), ones({1, 2, 3}), ones({2, 3}));
    }),
    throws<ShapeError>([] {
      const AttentionOptions options{.mask = mask_for(2, 5)};
      scaled_dot_product_attention(ones({2, 3}), ones({4, 3}), ones({4, 3}), options);
    }),
    throws<ShapeError>([] {
      const AttentionOptions options{.mask = Mask(Shape{3, 2, 4})};
      scaled_dot_product_attention(ones({2, 3}), ones({4, 3}), ones({4, 3}), options);
    }),
    throws<ValueError>([] {
      scaled_dot_product_attention(Tensor(), ones({4, 5}), ones({4, 3}));
    }),
};

std::vector<Row> attention_rows() {
  std::vector<Row> rows;
  for (const Variant& variant : variants) {
    const auto options = variant.options;
    rows.push_back({{
        .name = std::string("scaled_dot_product_attention") + variant.name,
        .f =
            [options](auto& in) {
              return scaled_dot_product_attention(in[0], in[1], in[2],
                                                  options(in[0].size(-2), in[1].size(-2)));
            },
        .oracle = attention_oracle(variant.may, variant.scale),
        .shapes = shapes,
        .errors = variant.name[0] ? std::vector<ErrorCase>{} : fused_errors,
        .nan_stays = variant.name[0] == 0 || variant.scale != 0,  // a mask may hide it
    }});
    rows.push_back({{
        .name = std::string("attention_with_weights") + variant.name,
        .f =
            [options](auto& in) {
              return attention_with_weights(in[0], in[1], in[2],
                                            options(in[0].size(-2), in[1].size(-2)))
                  .output;
            },
        .oracle = attention_oracle(variant.may, variant.scale),
        .shapes = shapes,
        .nan_stays = variant.name[0] == 0 || variant.scale != 0,
    }});
  }
  return rows;
}
const std::vector<Row> rows = attention_rows();

}  // namespace
