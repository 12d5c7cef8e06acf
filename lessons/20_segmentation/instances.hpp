// Does a patch look at its own shape, or at the other of the same kind?
#pragma once

#include <vector>

#include "lessons/20_segmentation/training.hpp"

namespace lesson20 {

// Two shapes of one kind that touch, in one colour or in two.
TouchingOptions pairs(bool one_colour);

// Which shape each patch shows as a whole: 1 or 2; 0 where it shows ground or more than one thing.
Indices owners(const Touching& scenes);  // (B, N)

// Of the attention of patches inside shapes, averaged: the share that falls on their own shape,
// and on the other.
struct Shares {
  double own = 0, other = 0;
  double kept() const { return own / (own + other); }  // of what falls on the two
};

// By head: attention (B, H, N, N), owners (B, N) -> H of them.
std::vector<Shares> shares(const Tensor& attention, const Indices& owners);

// What a head would do that knew nothing but how far, and in which direction, another patch lies:
// each weight becomes the mean over all pairs of patches that lie so. Rows sum to 1. Same shape.
Tensor by_distance(const Tensor& attention);

}  // namespace lesson20
