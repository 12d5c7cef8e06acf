// What is asked of every operation, but for its gradient.

#include <algorithm>
#include <cmath>

#include "tests/engine/op_report.hpp"

namespace heed::inline HEED_PRECISION {

Checked& checked() {
  static Checked instance;
  return instance;
}

Failures check_form(const OpRow& row) {
  Report report(row);
  const auto some = [&](auto is) {
    return std::any_of(row.shapes.begin(), row.shapes.end(), [&](const std::vector<Shape>& set) {
      return std::any_of(set.begin(), set.end(), is);
    });
  };
  const auto some_axis = [&](auto is) {
    return some([&](const Shape& shape) { return std::any_of(shape.begin(), shape.end(), is); });
  };
  report.require(row.f && row.oracle, "needs f and an oracle");
  report.require(row.shapes.size() >= 6, "needs six sets of shapes");
  report.require(some_axis([](int64_t n) { return n == 1; }), "needs an axis of length 1");
  const auto odd = [](int64_t n) { return n > 32 && n % 2 == 1; };
  report.require(some_axis(odd) || some([&](const Shape& shape) { return odd(shape.numel()); }),
                 "needs an odd length beyond a register, for the loops' tails");
  if (row.empty_is_legal)
    report.require(some_axis([](int64_t n) { return n == 0; }), "needs an axis of length 0");
  return report.failures();
}

Failures check_value(const OpRow& row) {
  return for_each_set(row, [&](const Tensors& inputs, Report& report) {
    const Tensors before = clones(inputs);
    const Tensor y = row.f(inputs), expected = row.oracle(inputs);
    if (y.shape() != expected.shape())
      return report.fail("has shape " + to_string(y.shape()) + ", not " +
                         to_string(expected.shape()));
    report.require_same(y, expected, kValueTolerance, "f and its oracle");
    for (size_t k = 0; k < inputs.size(); ++k)
      report.require_same(inputs[k], before[k], 0, "an input before and after");
    checked().worst_value = std::max(checked().worst_value, largest_error(y, expected));
    ++checked().values;
  });
}

Failures check_nan(const OpRow& row) {
  if (!row.nan_stays) return {};
  return for_each_set(row, [&](const Tensors& inputs, Report& report) {
    for (const Tensor& x : inputs)
      if (x.numel() == 0) return;
    for (size_t k = 0; k < inputs.size(); ++k) {
      for (const int64_t i : {int64_t(0), inputs[k].numel() - 1}) {  // in a register; in the tail
        Tensors own = clones(inputs);
        own[k].mutable_data()[i] = real(NAN);
        const Tensor y = row.f(own);
        const bool stays =
            std::any_of(y.data(), y.data() + y.numel(), [](real v) { return v != v; });
        report.require(stays, "NaN in input " + std::to_string(k) + " vanishes");
      }
    }
  });
}

Failures check_threads(const OpRow& row) {
  return for_each_set(row, [&](const Tensors& inputs, Report& report) {
    if (numel(inputs) < 10000) return;
    const Tensor g = weights_for(row.f(inputs), 1);
    Tensor y[2];
    Tensors dx[2];
    for (size_t k = 0; k < 2; ++k) {
      const Threads threads(k == 0 ? 1 : 4);
      y[k] = row.f(inputs);
      if (row.differentiable) dx[k] = gradients(row.f, clones(inputs), g);
    }
    report.require_same(y[0], y[1], kSameTolerance, "results of one thread and four");
    for (size_t k = 0; k < dx[0].size(); ++k)
      report.require_same(dx[0][k], dx[1][k], kSameTolerance * 100,
                          "gradients of one thread and four");
  });
}

Failures check_recording(const OpRow& row) {
  return for_each_set(row, [&](Tensors inputs, Report& report) {
    const auto living = [] { return Node::live(); };
    const auto buffers = [] { return pool_stats().live_buffers; };
    { row.f(inputs); }  // what an operation keeps for good, it has now
    const int64_t nodes_before = living(), buffers_before = buffers();
    const auto require_clean = [&](const std::string& when) {
      report.require(living() == nodes_before, "leaks nodes " + when);
      report.require(buffers() == buffers_before, "leaks buffers " + when);
    };
    { report.require(!row.f(inputs).requires_grad(), "records what needs no gradient"); }
    require_clean("without gradients");
    for (Tensor& x : inputs) x.requires_grad_();
    {
      const NoGrad no_grad;
      const Tensor y = row.f(inputs);
      report.require(!y.requires_grad() && !y.node()->rule && y.node()->inputs.empty(),
                     "records under NoGrad");
    }
    require_clean("under NoGrad");
    if (!row.differentiable) return;
    { report.require(row.f(inputs).requires_grad(), "does not record"); }
    require_clean("without backward()");
    {
      const Tensor y = row.f(inputs);
      y.backward(weights_for(y, 1));
      for (Tensor& x : inputs) x.zero_grad();
    }
    require_clean("after backward()");
  });
}

Failures check_errors(const OpRow& row) {
  Report report(row);
  for (const ErrorCase& wrong : row.errors) {
    ++checked().error_cases;
    const std::string here = "the error case of line " + std::to_string(wrong.at.line) + ": ";
    const int64_t nodes = Node::live(), buffers = pool_stats().live_buffers;
    try {
      wrong.call();
      report.fail(here + "nothing was thrown");
    } catch (const Error& e) {
      const std::string text = e.what();
      report.require(wrong.is_kind(e), here + "another kind of error: " + text);
      std::vector<std::string> pieces = wrong.pieces;
      pieces.push_back("[" + row.op() + "] ");
      for (const std::string& piece : pieces)
        report.require(text.find(piece) != std::string::npos,
                       here + "no \"" + piece + "\" in " + text);
      const std::string file = std::string(wrong.at.file) + ":";
      const int line = text.starts_with(file) ? std::atoi(text.c_str() + file.size()) : -1;
      report.require(std::abs(line - wrong.at.line) <= 5,
                     here + "not the caller's line in " + text);
    } catch (const std::exception& e) {
      report.fail(here + "not an Error: " + e.what());
    }
    report.require(Node::live() == nodes && pool_stats().live_buffers == buffers,
                   here + "it leaks");
  }
  return report.failures();
}

std::vector<checks::Outcome> op_outcomes() {
  std::vector<checks::Outcome> outcomes;
  for (const OpRow& row : op_rows()) {
    const auto keep = [&](const std::string& what, const Tensor& x) {
      outcomes.push_back({row.name + what, std::vector<double>(x.data(), x.data() + x.numel())});
    };
    for_each_set(row, [&](const Tensors& inputs, Report&) {
      const Tensor y = row.f(inputs);
      keep(" value", y);
      if (!row.differentiable) return;
      for (const Tensor& dx : gradients(row.f, inputs, weights_for(y, 1))) keep(" gradient", dx);
    });
  }
  return outcomes;
}

}  // namespace heed::inline HEED_PRECISION
