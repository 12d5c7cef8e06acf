// Everything that can be done with tensors, one family a line.
#pragma once

#include "engine/ops/activation.hpp"    // neg exp log sqrt sin cos erf tanh sigmoid relu leaky_relu
                                        // elu silu gelu softplus
#include "engine/ops/alignment.hpp"     // additive_scores
#include "engine/ops/arithmetic.hpp"    // + - * / pow maximum minimum
#include "engine/ops/attention.hpp"     // scaled_dot_product_attention packed_attention
                                        // packed_cross_attention attention_with_weights
                                        // attention_scores split_heads merge_heads
#include "engine/ops/conv.hpp"          // conv1d conv2d conv_transpose2d unfold
#include "engine/ops/cumsum.hpp"        // cumsum
#include "engine/ops/dropout.hpp"       // dropout
#include "engine/ops/einsum.hpp"        // einsum
#include "engine/ops/embedding.hpp"     // embedding
#include "engine/ops/feed_forward.hpp"  // feed_forward
#include "engine/ops/gather.hpp"        // gather index_select scatter_add one_hot
#include "engine/ops/linear.hpp"        // linear
#include "engine/ops/loss.hpp"          // cross_entropy nll_loss binary_cross_entropy_with_logits
                                        // mse_loss l1_loss smooth_l1_loss kl_div
#include "engine/ops/mask.hpp"          // ! & | of masks
#include "engine/ops/matmul.hpp"        // matmul
#include "engine/ops/norm.hpp"          // layer_norm rms_norm batch_norm group_norm instance_norm
#include "engine/ops/pad.hpp"           // pad
#include "engine/ops/pool.hpp"          // max_pool2d avg_pool2d adaptive_avg_pool2d
#include "engine/ops/rearrange.hpp"     // flip roll repeat
#include "engine/ops/reduce.hpp"        // sum mean prod var std max min logsumexp norm
#include "engine/ops/resize.hpp"        // interpolate
#include "engine/ops/rnn.hpp"           // rnn gru lstm last_step
#include "engine/ops/rounding.hpp"      // abs sign floor round clip
#include "engine/ops/select.hpp"        // < > <= >= eq ne where masked_fill argmax argmin
#include "engine/ops/shape.hpp"     // reshape flatten squeeze unsqueeze transpose permute expand
#include "engine/ops/slice.hpp"     // slice select cat stack
#include "engine/ops/softmax.hpp"   // softmax log_softmax
#include "engine/ops/split.hpp"     // split chunk
#include "engine/ops/triangle.hpp"  // tril triu
