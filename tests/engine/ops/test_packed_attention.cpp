// Rows: attention whose heads are read where a projection left them, and taking heads apart.

#include "tests/engine/ops/attention_oracle.hpp"

namespace {

using namespace heed;

// Head h's queries, keys or values: part 0, 1 or 2 of qkv (B, N, 3 D) -> (B, H, N, D/H).
Tensor part(const Tensor& qkv, int64_t heads, int64_t which) {
  const int64_t width = qkv.size(2) / 3, d = width / heads;
  return tabulate({qkv.size(0), heads, qkv.size(1), d}, [&](const Shape& i) {
    return double(qkv.at({i[0], i[2], which * width + i[1] * d + i[3]}));
  });
}

Function packed_oracle(int64_t heads, May may) {
  return [=](const std::vector<Tensor>& in) {
    const Tensor& x = in[0];
    const int64_t d = x.size(2) / 3 / heads;
    const Tensor y = attend(part(x, heads, 0), part(x, heads, 1), part(x, heads, 2), may,
                            1 / std::sqrt(double(d)));
    return tabulate({x.size(0), x.size(1), heads * d}, [&](const Shape& i) {
      return double(y.at({i[0], i[2] / d, i[1], i[2] % d}));
    });
  };
}

const std::vector<std::vector<Shape>> packed = {
    {{1, 1, 6}},   {{2, 5, 12}},  {{3, 1, 18}},  {{0, 3, 6}},   {{2, 0, 6}},
    {{2, 17, 48}}, {{1, 37, 30}}, {{1, 67, 66}}, {{3, 65, 96}}, {{2, 131, 12}}};

const Row packed_rows[] = {
    {{
        .name = "packed_attention",
        .f = [](auto& in) { return packed_attention(in[0], 2); },
        .oracle = packed_oracle(2, anywhere),
        .shapes = packed,
        .errors = {throws<ShapeError>(
                       [] {
                         packed_attention(ones({2, 5, 12}), 3);
                       },
                       {"cannot split into 3 heads", "(2, 5, 12)"}),
                   throws<ShapeError>([] {
                     packed_attention(ones({5, 12}), 2);
                   }),
                   throws<ShapeError>([] {
                     packed_attention(ones({2, 5, 12}), 0);
                   }),
                   throws<ShapeError>([] {
                     packed_attention(ones({2, 5, 12}), -1);
                   }),
                   throws<ShapeError>([] {
                     packed_attention(ones({2, 5, 12}), 2, {.mask = mask_for(5, 4)});
                   }),
                   throws<ValueError>([] { packed_attention(Tensor(), 2); })},
    }},
    {{
        .name = "packed_attention, causal, one head",
        .f = [](auto& in) { return packed_attention(in[0], 1, {.causal = true}); },
        .oracle = packed_oracle(1, backwards),
        .shapes = packed,
        .nan_stays = false,
    }},
    {{
        .name = "packed_attention, masked",
        .f =
            [](auto& in) {
              const int64_t n = in[0].size(1);
              return packed_attention(in[0], 2, {.mask = mask_for(n, n)});
            },
        .oracle = packed_oracle(2, allowed),
        .shapes = packed,
        .nan_stays = false,
    }},
};

// x (B, N, D) as heads (B, H, N, D/H).
Tensor heads_of(const Tensor& x, int64_t heads) {
  const int64_t d = x.size(2) / heads;
  return tabulate({x.size(0), heads, x.size(1), d}, [&](const Shape& i) {
    return double(x.at({i[0], i[2], i[1] * d + i[3]}));
  });
}

Function side_by_side_oracle(int64_t heads, May may) {
  return [=](const std::vector<Tensor>& in) {
    const int64_t d = in[0].size(2) / heads, e = in[2].size(2) / heads;
    const Tensor y = attend(heads_of(in[0], heads), heads_of(in[1], heads), heads_of(in[2], heads),
                            may, 1 / std::sqrt(double(d)));
    return tabulate({in[0].size(0), in[0].size(1), heads * e}, [&](const Shape& i) {
      return double(y.at({i[0], i[2] / e, i[1], i[2] % e}));
    });
  };
}

const std::vector<std::vector<Shape>> side_by_side = {
    {{1, 1, 2}, {1, 1, 2}, {1, 1, 2}},     {{2, 5, 4}, {2, 3, 4}, {2, 3, 6}},
    {{3, 1, 6}, {3, 4, 6}, {3, 4, 2}},     {{0, 3, 4}, {0, 2, 4}, {0, 2, 4}},
    {{2, 0, 4}, {2, 3, 4}, {2, 3, 4}},     {{2, 3, 4}, {2, 0, 4}, {2, 0, 6}},
    {{2, 17, 16}, {2, 9, 16}, {2, 9, 32}}, {{2, 37, 10}, {2, 67, 10}, {2, 67, 14}}};

const Row side_by_side_rows[] = {
    {{
        .name = "packed_cross_attention",
        .f = [](auto& in) { return packed_cross_attention(in[0], in[1], in[2], 2); },
        .oracle = side_by_side_oracle(2, anywhere),
        .shapes = side_by_side,
        .errors =
            {throws<ShapeError>(
                 [] {
                   const Tensor x = ones({2, 5, 4});
                   packed_cross_attention(x, x, x, 3);
                 },
                 {"cannot split into 3 heads", "(2, 5, 4)"}),
             throws<ShapeError>(
                 [] {
                   packed_cross_attention(ones({2, 5, 4}), ones({2, 5, 4}), ones({2, 5, 3}), 2);
                 },
                 {"cannot split into 2 heads", "(2, 5, 3)"}),
             throws<ShapeError>([] {
               packed_cross_attention(ones({5, 4}), ones({5, 4}), ones({5, 4}), 2);
             }),
             throws<ShapeError>(
                 [] {
                   packed_cross_attention(ones({2, 5, 4}), ones({2, 5, 6}), ones({2, 5, 4}), 2);
                 },
                 {"queries and keys differ in length"}),
             throws<ShapeError>(
                 [] {
                   packed_cross_attention(ones({2, 5, 4}), ones({2, 5, 4}), ones({2, 6, 4}), 2);
                 },
                 {"not as many keys as values"}),
             throws<ShapeError>(
                 [] {
                   packed_cross_attention(ones({2, 5, 4}), ones({3, 5, 4}), ones({3, 5, 4}), 2);
                 },
                 {"the axes in front differ"})},
    }},
    {{
        .name = "packed_cross_attention, masked and causal",
        .f =
            [](auto& in) {
              const int64_t n = in[0].size(1), m = in[1].size(1);
              return packed_cross_attention(in[0], in[1], in[2], 2,
                                            {.mask = mask_for(n, m), .causal = true});
            },
        .oracle =
            side_by_side_oracle(2, [](int64_t i, int64_t j) { return allowed(i, j) && j <= i; }),
        .shapes = side_by_side,
        .nan_stays = false,
    }},
};

const Row head_rows[] = {
    {{
        .name = "merge_heads, of split heads' values",
        .f = [](auto& in) { return merge_heads(split_heads(in[0], 2).v); },
        .oracle =
            [](auto& in) {
              const int64_t width = in[0].size(2) / 3;
              return tabulate({in[0].size(0), in[0].size(1), width}, [&](const Shape& i) {
                return double(in[0].at({i[0], i[1], 2 * width + i[2]}));
              });
            },
        .shapes = packed,
        .nan_stays = false,
    }},
};

}  // namespace
