// What a layer costs on a grid of tokens: by formula, and measured.
#pragma once

#include <cstdint>
#include <string>

#include "lessons/13_patches/material.hpp"

namespace lesson13 {

constexpr int64_t kTokenWidth = 192, kPriceHeads = 3;  // ViT-Tiny's

struct Price {
  int64_t parameters = 0, flops = 0;
  int64_t kept = 0;         // bytes that backward() needs
  double milliseconds = 0;  // forward alone, once
};

// Self-attention of N tokens of D numbers: 4 D^2 + 4 D parameters, 8 N D^2 + 4 N^2 D operations.
int64_t attention_flops(int64_t tokens);
int64_t attention_parameters();
// A convolution of 3×3, D channels to D: 9 D^2 + D parameters, 18 N D^2 operations.
int64_t convolution_flops(int64_t tokens);
int64_t convolution_parameters();
int64_t weights_bytes(int64_t tokens);  // of H N^2 weights, if they are stored

Price measure_attention(const Grid& grid);    // fused, as ViT has it
Price measure_convolution(const Grid& grid);  // on a map of that grid
int64_t kept_with_weights(const Grid& grid);  // bytes, where the weights are asked for

// How many convolutions of 3×3 it takes until a corner hears of the opposite one.
int64_t layers_to_see_all(const Grid& grid);

}  // namespace lesson13
