// Everything that can be done with tensors, one family a line.
#pragma once

#include "engine/ops/activation.hpp"  // neg exp log sqrt tanh sigmoid relu gelu
#include "engine/ops/arithmetic.hpp"  // + - * / pow maximum minimum
#include "engine/ops/attention.hpp"   // scaled_dot_product_attention
#if __has_include("engine/ops/conv.hpp")
#include "engine/ops/conv.hpp"        // conv2d
#endif
#if __has_include("engine/ops/dropout.hpp")
#include "engine/ops/dropout.hpp"     // dropout
#endif
#if __has_include("engine/ops/embedding.hpp")
#include "engine/ops/embedding.hpp"   // embedding
#endif
#include "engine/ops/linear.hpp"      // linear, with bias and activation
#include "engine/ops/loss.hpp"        // cross_entropy mse_loss
#include "engine/ops/matmul.hpp"      // matmul
#include "engine/ops/norm.hpp"        // layer_norm batch_norm
#if __has_include("engine/ops/pool.hpp")
#include "engine/ops/pool.hpp"        // max_pool2d avg_pool2d
#endif
#include "engine/ops/reduce.hpp"      // sum mean max min
#if __has_include("engine/ops/select.hpp")
#include "engine/ops/select.hpp"      // < > <= >= eq where masked_fill argmax
#endif
#include "engine/ops/shape.hpp"       // reshape flatten squeeze unsqueeze transpose permute expand
#include "engine/ops/slice.hpp"       // slice select cat stack
#include "engine/ops/softmax.hpp"     // softmax log_softmax
