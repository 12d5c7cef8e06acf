// Rows: products of matrices.

#include "engine/ops/matmul.hpp"
#include "tests/engine/op_check.hpp"

namespace {

using namespace heed;

// c_ij = sum_p a_ip b_pj, where the other axes are broadcast; an operand with its last two axes
// swapped if told so.
Function product(Transpose transpose = {}) {
  return [transpose](const std::vector<Tensor>& in) {
    const Tensor &a = in[0], &b = in[1];
    const auto batch = [](const Shape& s) { return Shape(std::span(s.begin(), s.end() - 2)); };
    Shape shape = broadcast(batch(a.shape()), batch(b.shape()), "oracle", Place::here());
    shape.push_back(a.size(transpose.a ? -1 : -2));
    shape.push_back(b.size(transpose.b ? -2 : -1));
    return tabulate(shape, [&](const Shape& index) {
      const int last = index.rank() - 1;
      Shape left = index, right = index;
      double sum = 0;
      for (int64_t p = 0; p < a.size(transpose.a ? -2 : -1); ++p) {
        left[last - 1] = transpose.a ? p : index[last - 1];
        left[last] = transpose.a ? index[last - 1] : p;
        right[last - 1] = transpose.b ? index[last] : p;
        right[last] = transpose.b ? p : index[last];
        sum += value_at(a, left) * value_at(b, right);
      }
      return sum;
    });
  };
}

// The vectors among the operands counted as a row on the left, a column on the right.
Tensor product_of_vectors(const std::vector<Tensor>& in) {
  Shape a = in[0].shape(), b = in[1].shape();
  if (a.rank() == 1) a.insert(0, 1);
  if (b.rank() == 1) b.push_back(1);
  const Tensor c = product()({Tensor::from(a, in[0].buffer()), Tensor::from(b, in[1].buffer())});
  Shape shape = c.shape();
  if (in[1].dim() == 1) shape.erase(shape.rank() - 1);
  if (in[0].dim() == 1) shape.erase(shape.rank() - (in[1].dim() == 1 ? 1 : 2));
  return Tensor::from(shape, c.buffer());
}

const Row rows[] = {
    {{
        .name = "matmul",
        .f = [](auto& in) { return matmul(in[0], in[1]); },
        .oracle = product(),
        .shapes = {{{1, 1}, {1, 1}},
                   {{2, 3}, {3, 4}},
                   {{1, 37}, {37, 1}},
                   {{5, 1}, {1, 7}},
                   {{0, 3}, {3, 4}},
                   {{2, 0}, {0, 4}},
                   {{2, 3}, {3, 0}},
                   {{0, 2, 3}, {3, 4}},
                   {{9, 13}, {13, 11}},
                   {{67, 33}, {33, 65}},
                   {{130, 70}, {70, 129}},
                   {{2, 2, 3}, {2, 3, 4}},     // batches
                   {{5, 2, 3}, {3, 4}},        // one right operand for all
                   {{2, 3}, {5, 3, 4}},        // one left operand for all
                   {{2, 1, 2, 3}, {4, 3, 2}},  // both broadcast
                   {{1, 2, 3}, {4, 3, 2}},
                   {{3, 1, 2, 5}, {1, 4, 5, 3}},
                   {{20, 9, 8}, {20, 8, 7}},
                   {{64, 17, 16}, {64, 16, 33}}},
        .errors = {throws<ShapeError>(
                       [] {
                         matmul(ones({64, 17, 64}), ones({32, 64}));
                       },
                       {"inner lengths differ",
                        "\n  a  (64, 17, 64)\n              ^^\n"
                        "  b      (32, 64)\n          ^^\n",
                        "transpose(b)?"}),
                   throws<ShapeError>(
                       [] {
                         matmul(ones({3, 2, 4}), ones({2, 4, 5}));
                       },
                       {"cannot broadcast"}),
                   throws<ShapeError>(
                       [] {
                         matmul(ones({}), ones({2, 4}));
                       },
                       {"scalar", "a * b"}),
                   throws<ShapeError>([] { matmul(ones({3}), ones({4})); }), throws<ShapeError>([] {
                     matmul(ones({4, 0}), ones({4, 4}));
                   }),
                   throws<ValueError>([] {
                     matmul(Tensor(), ones({4, 4}));
                   }),
                   throws<ValueError>([] {
                     matmul(ones({4, 4}), Tensor());
                   })},
    }},
    {{
        .name = "matmul, of vectors",
        .f = [](auto& in) { return matmul(in[0], in[1]); },
        .oracle = product_of_vectors,
        .shapes = {{{1}, {1}},
                   {{0}, {0}},
                   {{37}, {37}},
                   {{3}, {3, 4}},
                   {{4, 3}, {3}},
                   {{3}, {2, 3, 4}},
                   {{2, 5, 3}, {3}},
                   {{67}, {67, 3}}},
    }},
    {{
        .name = "matmul, left operand transposed",
        .f = [](auto& in) { return matmul(in[0], in[1], {.a = true}); },
        .oracle = product({.a = true}),
        .shapes = {{{1, 1}, {1, 1}},
                   {{3, 2}, {3, 4}},
                   {{0, 2}, {0, 4}},
                   {{3, 0}, {3, 4}},
                   {{33, 67}, {33, 65}},
                   {{5, 3, 2}, {3, 4}},
                   {{3, 2}, {5, 3, 4}},
                   {{20, 8, 9}, {20, 8, 7}}},
        .errors = {throws<ShapeError>([] {
          matmul(ones({3, 2}), ones({2, 4}), {.a = true});
        })},
    }},
    {{
        .name = "matmul, right operand transposed",
        .f = [](auto& in) { return matmul(in[0], in[1], {.b = true}); },
        .oracle = product({.b = true}),
        .shapes = {{{1, 1}, {1, 1}},
                   {{2, 3}, {4, 3}},
                   {{2, 0}, {4, 0}},
                   {{2, 3}, {0, 3}},
                   {{67, 33}, {65, 33}},
                   {{5, 2, 3}, {4, 3}},
                   {{2, 3}, {5, 4, 3}},
                   {{20, 9, 8}, {20, 7, 8}}},
        .errors = {throws<ShapeError>([] {
          matmul(ones({2, 3}), ones({3, 4}), {.b = true});
        })},
    }},
    {{
        .name = "matmul, both operands transposed",
        .f = [](auto& in) { return matmul(in[0], in[1], {.a = true, .b = true}); },
        .oracle = product({.a = true, .b = true}),
        .shapes = {{{1, 1}, {1, 1}},
                   {{3, 2}, {4, 3}},
                   {{3, 0}, {4, 3}},
                   {{33, 67}, {65, 33}},
                   {{5, 3, 2}, {4, 3}},
                   {{3, 2}, {5, 4, 3}},
                   {{2, 1, 3, 2}, {3, 4, 3}}},
    }},
};

}  // namespace
