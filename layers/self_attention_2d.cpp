// SelfAttention2d: every place of a picture looks at every other.

#include "layers/self_attention_2d.hpp"

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/attention.hpp"
#include "engine/ops/matmul.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/softmax.hpp"
#include "layers/attention_watch.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// The channels of queries and keys: an eighth.
int64_t depth_of(int64_t channels, Place at) {
  if (channels < 8)
    throw ValueError(explain("SelfAttention2d", at,
                             std::to_string(channels) + " channels leave none for the queries", {},
                             "queries and keys have an eighth of the channels: needs 8 or more"));
  return channels / 8;
}

}  // namespace

SelfAttention2d::SelfAttention2d(int64_t channels, Random& random, Place at)
    : gamma(parameter(zeros({1}))),
      query_conv(channels, depth_of(channels, at), 1, {}, true, random, at),
      key_conv(channels, depth_of(channels, at), 1, {}, true, random, at),
      value_conv(channels, channels, 1, {}, true, random, at) {}

SelfAttention2d::Result SelfAttention2d::operator()(const Tensor& x, Place at) {
  const Running here(*this, at);
  const Tensor q = flatten(query_conv(x), 2), k = flatten(key_conv(x), 2);  // (B, C/8, N)
  const Tensor v = flatten(value_conv(x), 2);                               // (B, C, N)
  const Tensor scores = matmul(q, k, {.a = true});                          // (B, N, N)
  AttentionWatch::report([&] { return scores; });
  const Tensor attention = softmax(scores, -1);
  const Tensor seen = matmul(v, attention, {.b = true});  // (B, C, N)
  return {gamma * reshape(seen, x.shape()) + x, attention};
}

Tensor SelfAttention2d::output(const Tensor& x, Place at) {
  const Running here(*this, at);
  const auto tokens = [&](Conv2d& conv) { return transpose(flatten(conv(x), 2), 1, 2); };
  const Tensor q = tokens(query_conv), k = tokens(key_conv), v = tokens(value_conv);  // (B, N, ..)
  AttentionWatch::report([&] { return attention_scores(q, k, {.scale = 1}); });
  const Tensor seen = scaled_dot_product_attention(q, k, v, {.scale = 1});  // (B, N, C)
  return gamma * reshape(transpose(seen, 1, 2), x.shape()) + x;
}

void SelfAttention2d::visit(const Visitor& show) {
  show.parameter("gamma", gamma);
  show.child("query_conv", query_conv);
  show.child("key_conv", key_conv);
  show.child("value_conv", value_conv);
}

}  // namespace heed::inline HEED_PRECISION
