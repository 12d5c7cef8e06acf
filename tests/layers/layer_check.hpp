// What the tests of layers share.
#pragma once

#include <functional>
#include <string>

#include "engine/gradcheck.hpp"
#include "engine/random.hpp"
#include "layers/module.hpp"
#include "tests/catch.hpp"
#include "tests/difference.hpp"

namespace heed::inline HEED_PRECISION {

// "weight (4, 3), bias (4)": what a module owns, parameters and buffers.
inline std::string owned(Module& module) {
  std::string text;
  for (const auto& [name, x] : module.state_dict())
    text += (text.empty() ? "" : ", ") + name + " " + to_string(x.shape());
  return text;
}

// Are the gradients of all parameters, and of `inputs`, right for what run() computes?
inline void check_gradients(Module& module, const std::function<Tensor()>& run,
                            const std::vector<Tensor>& inputs, int64_t samples = 0) {
  std::vector<Tensor> all = inputs;
  for (const Tensor& x : module.parameters()) all.push_back(x);
  const auto ignoring = [&](const std::vector<Tensor>&) { return run(); };
  const GradcheckResult result = gradcheck(ignoring, all, {.samples = samples});
  INFO(result.report);
  CHECK(result.ok);
}

// What two ways of computing the same may differ by.
constexpr double kSame = sizeof(real) == sizeof(double) ? 1e-12 : 1e-5;

template <class Call>
std::string error_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

inline bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

// Asserts, when it goes, that nothing lives that did not before, and nobody counts.
struct NothingLeaks {
  int64_t nodes = Node::live(), buffers = pool_stats().live_buffers;
  ~NothingLeaks() {
    CHECK(Node::live() == nodes);
    CHECK(pool_stats().live_buffers == buffers);
    CHECK(!profile::counting());
  }
};

}  // namespace heed::inline HEED_PRECISION
