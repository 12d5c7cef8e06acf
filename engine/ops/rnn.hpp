// Recurrent layers of one direction, each a single operation over whole sequences.
#pragma once

#include <optional>

#include "engine/indices.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// Which steps of each sequence are taken, and in which order.
struct SequenceOptions {
  std::optional<Indices> lengths = {};  // (B), of each sequence: 0 to T; T if not given
  bool reverse = false;                 // from each sequence's own end to its beginning
};

// All of these take `input` (B, T, G H), W_ih x + b_ih of all steps, which one linear() makes;
// weight_hh (G H, H); bias_hh (G H) or none; and the states before the first step, (B, H) each, or
// none: zeros. G gates stand side by side, in PyTorch's order. The result has h after each step,
// (B, T, H). Behind a sequence's end it is 0, and no gradient comes from there. ShapeError if they
// do not fit, ValueError for a length that is not 0 to T.

// h' = f(W_ih x + b_ih + W_hh h + b_hh), f = tanh or relu (Elman 1990).
enum class Nonlinearity { tanh, relu };
Tensor rnn(const Tensor& input, const Tensor& weight_hh, const Tensor& bias_hh = {},
           const Tensor& h0 = {}, Nonlinearity f = Nonlinearity::tanh,
           const SequenceOptions& options = {}, Place at = Place::here());

// Gates r, z, n: r and z are sigmoids; n = tanh(W_in x + b_in + r (W_hn h + b_hn));
// h' = (1 - z) n + z h. Cho et al. 2014, but r comes after the product, as in PyTorch.
Tensor gru(const Tensor& input, const Tensor& weight_hh, const Tensor& bias_hh = {},
           const Tensor& h0 = {}, const SequenceOptions& options = {}, Place at = Place::here());

// Gates i, f, g, o: g is a tanh, the others sigmoids; c' = f c + i g; h' = o tanh(c') (Hochreiter
// and Schmidhuber 1997; Gers et al. 2000). The result is (B, T + 1, H): behind h after each step
// stands c after each sequence's last one.
Tensor lstm(const Tensor& input, const Tensor& weight_hh, const Tensor& bias_hh = {},
            const Tensor& h0 = {}, const Tensor& c0 = {}, const SequenceOptions& options = {},
            Place at = Place::here());

// y (B, T, H) after each sequence's last step, (B, H); of a sequence without steps, h0 (B, H), or
// 0. With `reverse`, the last step is that of time 0.
Tensor last_step(const Tensor& y, const Tensor& h0 = {}, const SequenceOptions& options = {},
                 Place at = Place::here());

}  // namespace heed::inline HEED_PRECISION
