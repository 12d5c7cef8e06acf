// Two ways to make heads.
#include "lessons/06_self_attention/heads_model.hpp"

#include "engine/ops.hpp"

namespace lesson06 {

namespace {

// a and b (10, 10) as the blocks of one matrix (20, 20).
Tensor blocks(const Tensor& a, const Tensor& b) {
  const Tensor nothing = zeros({kHalf, kHalf});
  return cat({cat({a, nothing}, 1), cat({nothing, b}, 1)}, 0);
}

}  // namespace

SplitBefore::SplitBefore(Random& random)
    : TwoHeads(random),
      query0(kHalf, kHalf, false, random),
      key0(kHalf, kHalf, false, random),
      value0(kHalf, kHalf, false, random),
      query1(kHalf, kHalf, false, random),
      key1(kHalf, kHalf, false, random),
      value1(kHalf, kHalf, false, random),
      out_proj(kWidth, kWidth, false, random) {}

AttentionResult SplitBefore::attend(const Tensor& x) {
  const Tensor half0 = slice(x, -1, 0, kHalf), half1 = slice(x, -1, kHalf);
  const AttentionResult head0 = attention_with_weights(query0(half0), key0(half0), value0(half0));
  const AttentionResult head1 = attention_with_weights(query1(half1), key1(half1), value1(half1));
  return {out_proj(cat({head0.output, head1.output}, -1)),
          stack({head0.weights, head1.weights}, 1)};
}

void SplitBefore::visit(const Visitor& show) {
  show.child("query0", query0);
  show.child("key0", key0);
  show.child("value0", value0);
  show.child("query1", query1);
  show.child("key1", key1);
  show.child("value1", value1);
  show.child("out_proj", out_proj);
  show.child("cargo", cargo);
}

Tensor SplitBefore::query_weight() { return blocks(query0.weight, query1.weight); }

void SplitBefore::copy_to(MultiheadAttention& other) {
  const NoGrad no_grad;
  other.in_proj_weight = cat(
      {query_weight(), blocks(key0.weight, key1.weight), blocks(value0.weight, value1.weight)}, 0);
  other.out_proj.weight = out_proj.weight.clone();
}

void SplitAfter::visit(const Visitor& show) {
  show.child("attention", attention);
  show.child("cargo", cargo);
}

}  // namespace lesson06
