// Reductions against PyTorch's.

#include <cmath>

#include "engine/ops/cumsum.hpp"
#include "engine/ops/reduce.hpp"
#include "engine/ops/select.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

using Reduce = std::function<Tensor(const Tensor& x, const Dims& dims, bool keepdim)>;

// The cases of reduce.py's every().
void check_every(const Golden& golden, const std::string& name, const Reduce& call) {
  const std::vector<std::pair<std::string, Dims>> all = {
      {"all", {}}, {"0", 0}, {"-1", -1}, {"0, 2", {0, 2}}};
  for (const auto& [label, dims] : all)
    check_golden_case(golden, name + "/" + label, nullptr,
                      [&, &own = dims](auto& in) { return Outputs{call(in[0], own, false)}; });
  check_golden_case(golden, name + "/1, keepdim", nullptr,
                    [&](auto& in) { return Outputs{call(in[0], 1, true)}; });
}

void check_one(const Golden& golden, const std::string& name,
               const std::function<Tensor(const Tensor&)>& call) {
  check_golden_case(golden, name, nullptr, [&](auto& in) { return Outputs{call(in[0])}; });
}

// Whole numbers, as check_golden() compares them.
Tensor as_numbers(const Indices& indices) {
  return Tensor(indices.shape(),
                std::vector<real>(indices.data(), indices.data() + indices.numel()));
}

}  // namespace

TEST_CASE("golden: var and std, with every correction") {
  const Golden golden("reduce");
  for (const int correction : {0, 1, 2}) {
    const std::string c = std::to_string(correction);
    check_every(golden, "var/" + c, [=](const Tensor& x, const Dims& dims, bool keepdim) {
      return var(x, dims, keepdim, correction);
    });
    check_every(golden, "std/" + c, [=](const Tensor& x, const Dims& dims, bool keepdim) {
      return heed::std(x, dims, keepdim, correction);
    });
  }
  check_one(golden, "std/0/constant", [](auto& x) { return heed::std(x, 0, false, 0); });
  check_one(golden, "var/0/one number", [](auto& x) { return var(x, 0, false, 0); });
}

TEST_CASE("golden: norm, with every kind of p, at 0, too") {
  const Golden golden("reduce");
  const std::vector<std::pair<std::string, double>> all = {
      {"0.5", 0.5}, {"1", 1},   {"1.5", 1.5},      {"2", 2},
      {"3", 3},     {"-1", -1}, {"inf", INFINITY}, {"-inf", -INFINITY}};
  for (const auto& [name, p] : all) {
    check_every(golden, "norm/" + name, [own = p](const Tensor& x, const Dims& dims, bool keepdim) {
      return norm(x, own, dims, keepdim);
    });
    if (p < 0) continue;
    for (const char* where : {"/at 0", "/one 0"})
      check_one(golden, "norm/" + name + where, [own = p](auto& x) { return norm(x, own); });
  }
  check_one(golden, "norm/inf/tie", [](auto& x) { return norm(x, INFINITY); });
  check_one(golden, "norm/0", [](auto& x) { return norm(x, 0); });
}

TEST_CASE("golden: logsumexp, of infinite and of large numbers, too") {
  const Golden golden("reduce");
  check_every(golden, "logsumexp", [](const Tensor& x, const Dims& dims, bool keepdim) {
    return logsumexp(x, dims, keepdim);
  });
  for (const char* which : {"-inf", "1e4", "-1e4"})
    check_one(golden, std::string("logsumexp/") + which, [](auto& x) { return logsumexp(x, 0); });
}

TEST_CASE("golden: prod, cumsum, max and min") {
  const Golden golden("reduce");
  for (const int64_t dim : {0, -1}) {
    const std::string d = "/" + std::to_string(dim);
    check_one(golden, "prod" + d, [=](auto& x) { return prod(x, dim); });
    check_one(golden, "cumsum" + d, [=](auto& x) { return cumsum(x, dim); });
    check_one(golden, "amax" + d, [=](auto& x) { return max(x, dim); });
    check_one(golden, "amin" + d, [=](auto& x) { return min(x, dim); });
  }
  check_one(golden, "prod/all", [](auto& x) { return prod(x); });
  check_one(golden, "prod/one zero", [](auto& x) { return prod(x, 0); });
  check_one(golden, "prod/two zeros", [](auto& x) { return prod(x, 0); });
  check_one(golden, "cumsum/1", [](auto& x) { return cumsum(x, 1); });
}

TEST_CASE("golden: argmax and argmin") {
  const Golden golden("reduce");
  check_one(golden, "argmax/-1", [](auto& x) { return as_numbers(argmax(x, -1)); });
  check_one(golden, "argmin/0", [](auto& x) { return as_numbers(argmin(x, 0)); });
  check_one(golden, "argmax/all", [](auto& x) { return as_numbers(argmax(x)); });
}
