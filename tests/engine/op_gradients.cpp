// What is asked of every operation's backward().

#include <algorithm>

#include "engine/ops/arithmetic.hpp"
#include "tests/engine/op_report.hpp"

namespace heed::inline HEED_PRECISION {

Failures check_gradient(const OpRow& row) {
  if (!row.differentiable || !is_double) return {};  // float is compared with double instead
  return for_each_set(row, [&](const Tensors& inputs, Report& report) {
    GradcheckOptions options;
    options.samples = numel(inputs) > 2000 ? 20 : 400;
    const GradcheckResult result = gradcheck(row.f, inputs, options);
    report.require(result.ok, result.report);
    checked().gradients += result.checked;
    if (result.worst <= checked().worst_gradient) return;
    checked().worst_gradient = result.worst;
    checked().worst_gradient_at = row.name + ", " + result.report;
  });
}

namespace {

// One tensor in the place of several inputs gets the sum of their gradients.
void check_one_in_every_place(const Function& f, const Tensors& inputs, const Tensor& g,
                              Report& report) {
  const auto like_first = [&](const Tensor& x) { return x.shape() == inputs[0].shape(); };
  if (inputs.size() < 2 || !std::all_of(inputs.begin(), inputs.end(), like_first)) return;
  const Tensors same(inputs.size(), inputs[0].clone());
  Tensors apart;
  for (size_t k = 0; k < inputs.size(); ++k) apart.push_back(inputs[0].clone());
  apart = gradients(f, apart, g);
  Tensor sum = apart[0];
  for (size_t k = 1; k < apart.size(); ++k) sum = sum + apart[k];
  report.require_same(gradients(f, same, g)[0], sum, 10 * kSameTolerance,
                      "the gradient of one tensor in every place and the sum of all places'");
}

Tensors doubled(const Tensors& tensors) {
  Tensors twice;
  for (const Tensor& x : tensors) twice.push_back(x * 2.0);
  return twice;
}

}  // namespace

Failures check_adding(const OpRow& row) {
  if (!row.differentiable) return {};
  return for_each_set(row, [&](Tensors inputs, Report& report) {
    const Tensor y = row.f(inputs), g = weights_for(y, 1), h = weights_for(y, 2);
    const Tensors dg = gradients(row.f, inputs, g), dh = gradients(row.f, inputs, h);
    const Tensors both = gradients(row.f, inputs, g * 3.0 + h * -0.5);
    const auto fan_out = [&](const Tensors& in) { return row.f(in) + row.f(in); };
    const Tensors twice = gradients(fan_out, inputs, g), expected = doubled(dg);
    for (int pass = 0; pass < 2; ++pass) {  // a graph's gradients stay for the next one's to add to
      for (Tensor& x : inputs) x.requires_grad_();
      row.f(inputs).backward(g);
    }
    for (size_t k = 0; k < inputs.size(); ++k) {
      const std::string which = " of input " + std::to_string(k);
      report.require_same(both[k], dg[k] * 3.0 + dh[k] * -0.5, 10 * kSameTolerance,
                          "vjp(3 g - h / 2) and 3 vjp(g) - vjp(h) / 2" + which);
      report.require_same(twice[k], expected[k], kSameTolerance,
                          "gradients of f + f and 2 f" + which);
      report.require_same(inputs[k].grad(), expected[k], kSameTolerance,
                          "gradients after two calls and twice that of one" + which);
    }
    check_one_in_every_place(row.f, inputs, g, report);
  });
}

Failures check_each_alone(const OpRow& row) {
  if (!row.differentiable) return {};
  return for_each_set(row, [&](const Tensors& inputs, Report& report) {
    const Tensor g = weights_for(row.f(inputs), 1);
    const Tensors together = gradients(row.f, clones(inputs), g);
    for (size_t k = 0; k < inputs.size(); ++k) {
      Tensors others = clones(inputs);
      others[k].requires_grad_();
      row.f(others).backward(g);
      report.require_same(others[k].grad(), together[k], kSameTolerance,
                          "gradients of input " + std::to_string(k) + " alone and with the others");
    }
  });
}

Failures check_changes(const OpRow& row) {
  if (!row.differentiable) return {};
  return for_each_set(row, [&](const Tensors& inputs, Report& report) {
    const Tensor g = weights_for(row.f(inputs), 1);
    const Tensors expected = gradients(row.f, clones(inputs), g);
    for (size_t changed = 0; changed <= inputs.size(); ++changed) {  // the last one: the result
      Tensors own = clones(inputs);
      for (Tensor& x : own) x.requires_grad_();
      Tensor y = row.f(own);
      Tensor& victim = changed < inputs.size() ? own[changed] : y;
      if (victim.numel() == 0) continue;
      std::fill_n(victim.mutable_data(), victim.numel(), real(0.125));
      bool threw = false;
      try {
        y.backward(g);
      } catch (const GradError&) {
        threw = true;  // gradients that were complete by then may stay
      }
      for (size_t k = 0; k < own.size(); ++k)
        if (!threw || own[k].grad().defined())
          report.require_same(
              own[k].grad(), expected[k], kSameTolerance,
              "gradients with and without a change of tensor " + std::to_string(changed));
    }
  });
}

}  // namespace heed::inline HEED_PRECISION
