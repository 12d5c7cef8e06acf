#include "lessons/08_self_attention_2d/painter.hpp"

#include "engine/ops.hpp"
#include "layers/activation.hpp"
#include "layers/norm.hpp"

namespace lesson08 {

namespace {

void add_convolution(Sequential& layers, int64_t in, int64_t out, Random& random) {
  layers.add<Conv2d>(in, out, 3, Conv2dOptions{.padding = 1}, true, random)
      .add<BatchNorm2d>(out)
      .add<ReLU>();
}

}  // namespace

Painter::Painter(Gaze gaze, int64_t colours, Random& random) : gaze_(gaze) {
  add_convolution(eye, 3, kChannels, random);
  add_convolution(eye, kChannels, kChannels, random);
  add_convolution(eye, kChannels, kChannels, random);
  add_convolution(hand, kChannels, kChannels, random);
  hand.add<Conv2d>(kChannels, colours, 1, Conv2dOptions{}, true, random);
  if (gaze == Gaze::chosen)
    attention = std::make_unique<SelfAttention2d>(kChannels, random);
  else
    value_conv = std::make_unique<Conv2d>(kChannels, kChannels, 1, Conv2dOptions{}, true, random);
}

Painter::Result Painter::operator()(const Tensor& images, Place at) {
  const Running here(*this, at);
  const Tensor x = eye(images * 2 - 1);  // (B, C, H, W)
  if (gaze_ == Gaze::chosen) {
    const auto [y, weights] = (*attention)(x);
    return {hand(y), weights};
  }
  const Tensor seen = gaze_ == Gaze::itself ? x : mean(x, {2, 3}, true);
  return {hand(x + (*value_conv)(seen)), {}};
}

void Painter::visit(const Visitor& show) {
  show.child("eye", eye);
  if (value_conv) show.child("value_conv", *value_conv);
  if (attention) show.child("attention", *attention);
  show.child("hand", hand);
}

}  // namespace lesson08
