// Rows: attention whose heads are read where the projection left them, and taking heads apart.

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

const std::vector<std::vector<Shape>> packed = {{{1, 1, 6}},   {{2, 5, 12}},  {{3, 1, 18}},
                                                {{0, 3, 6}},   {{2, 0, 6}},   {{2, 17, 48}},
                                                {{1, 37, 30}}, {{1, 67, 66}}, {{3, 65, 96}}};

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
