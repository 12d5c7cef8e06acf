// What recurrent operations are asked for.

#include "engine/ops/recurrence.hpp"

#include "engine/ops/index_range.hpp"

namespace heed::inline HEED_PRECISION {

kernels::Sequences checked_sequences(const Op& op, const Tensor& x,
                                     const SequenceOptions& options) {
  const int64_t batch = x.size(0), time = x.size(1);
  if (!options.lengths) return {batch, time, Indices(Shape{batch}, time), options.reverse};
  const Indices& lengths = *options.lengths;
  if (lengths.shape() != Shape{batch})
    throw ShapeError(op.explain("not one length for each sequence",
                                {{"x", x.shape(), {-3}}, {"lengths", lengths.shape()}},
                                "needs lengths (B), here (" + std::to_string(batch) + ")"));
  check_range(op, "lengths", lengths, time + 1,
              "a length is at most the number of steps, " + std::to_string(time));
  return {batch, time, lengths, options.reverse};
}

void check_recurrence(const Op& op, int64_t gates, const std::vector<Tensor>& operands) {
  const Tensor &input = operands[0], &weight = operands[1], &bias = operands[2];
  const std::string rows = gates == 1 ? "H" : std::to_string(gates) + " H";
  const std::string rule = "needs input (B, T, " + rows + "), weight_hh (" + rows +
                           ", H), bias_hh (" + rows + "), states (B, H)";
  if (weight.dim() != 2 || weight.size(0) != gates * weight.size(1))
    throw ShapeError(
        op.explain("the weight is not (" + rows + ", H)", {{"weight_hh", weight.shape()}}, rule));
  if (input.dim() != 3 || input.size(2) != weight.size(0))
    throw ShapeError(
        op.explain("input and weight do not fit",
                   {{"input", input.shape(), {-1}}, {"weight_hh", weight.shape(), {-2}}}, rule));
  if (bias.defined() && bias.shape() != Shape{weight.size(0)})
    throw ShapeError(
        op.explain("bias and weight do not fit",
                   {{"bias_hh", bias.shape(), {-1}}, {"weight_hh", weight.shape(), {-2}}}, rule));
  for (size_t i = 3; i < operands.size(); ++i)
    if (operands[i].defined() && operands[i].shape() != Shape{input.size(0), weight.size(1)})
      throw ShapeError(op.explain("an initial state does not fit",
                                  {{"input", input.shape()},
                                   {"weight_hh", weight.shape()},
                                   {i == 3 ? "h0" : "c0", operands[i].shape()}},
                                  rule));
}

}  // namespace heed::inline HEED_PRECISION
