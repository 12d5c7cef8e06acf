// Numbers in another order, in a frame, in parts, against PyTorch's.

#include "engine/ops/pad.hpp"
#include "engine/ops/rearrange.hpp"
#include "engine/ops/shape.hpp"
#include "engine/ops/split.hpp"
#include "engine/ops/triangle.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

template <class F>
void check(const Golden& golden, const std::string& name, F f) {
  check_golden_case(golden, name, nullptr, [&](auto& in) { return Outputs{f(in[0])}; });
}

void check_pad(const Golden& golden, const std::string& name, const std::vector<int64_t>& widths,
               PadMode mode, double value = 0) {
  check(golden, "pad/" + name, [&](const Tensor& x) { return pad(x, widths, mode, value); });
}

}  // namespace

TEST_CASE("golden: flip, roll and repeat") {
  const Golden golden("shapes");
  check(golden, "flip/rows", [](const Tensor& x) { return flip(x, 0); });
  check(golden, "flip/both", [](const Tensor& x) { return flip(x, {0, 1}); });
  check(golden, "flip/outer and last", [](const Tensor& x) { return flip(x, {0, -1}); });
  check(golden, "flip/nothing", [](const Tensor& x) { return flip(x, {}); });
  check(golden, "roll/line", [](const Tensor& x) { return roll(x, 7); });
  check(golden, "roll/columns", [](const Tensor& x) { return roll(x, -1, 1); });
  check(golden, "roll/three axes", [](const Tensor& x) { return roll(x, {1, -2, 9}, {0, 1, 2}); });
  check(golden, "roll/twice", [](const Tensor& x) { return roll(x, {1, 2}, {1, 1}); });
  check(golden, "repeat/matrix", [](const Tensor& x) { return repeat(x, {2, 3}); });
  check(golden, "repeat/new axes", [](const Tensor& x) { return repeat(x, {2, 1, 1, 2}); });
  check(golden, "repeat/never", [](const Tensor& x) { return repeat(x, {2, 0}); });
  check(golden, "repeat/scalar", [](const Tensor& x) { return repeat(x, Shape{3}); });
}

TEST_CASE("golden: tril and triu, with every kind of diagonal") {
  const Golden golden("shapes");
  for (const int k : {-6, -1, 0, 2, 6}) {
    check(golden, "tril/" + std::to_string(k), [k](const Tensor& x) { return tril(x, k); });
    check(golden, "triu/" + std::to_string(k), [k](const Tensor& x) { return triu(x, k); });
  }
}

TEST_CASE("golden: split, chunk and squeeze") {
  const Golden golden("shapes");
  const auto parts = [&](const std::string& name, auto f) {
    check_golden_case(golden, name, nullptr, [&](auto& in) { return Outputs(f(in[0])); });
  };
  parts("split/by 2", [](const Tensor& x) { return split(x, 2, 1); });
  parts("split/by sizes", [](const Tensor& x) { return split(x, {1, 0, 4}, -1); });
  parts("split/an empty axis", [](const Tensor& x) { return split(x, 2); });
  parts("chunk/4 of 5", [](const Tensor& x) { return chunk(x, 4, -1); });
  parts("chunk/3 of nothing", [](const Tensor& x) { return chunk(x, 3); });
  check(golden, "squeeze/all", [](const Tensor& x) { return squeeze(x); });
  check(golden, "squeeze/to a scalar", [](const Tensor& x) { return squeeze(x); });
}

TEST_CASE("golden: pad, in every mode") {
  const Golden golden("shapes");
  check_pad(golden, "constant/last axis", {1, 2}, PadMode::constant);
  check_pad(golden, "constant/a value", {1, 0, 0, 2}, PadMode::constant, -7);
  check_pad(golden, "constant/all axes", {1, 2, 3, 0, 0, 1, 2, 1}, PadMode::constant, 0.5);
  check_pad(golden, "constant/cut", {-1, -2, 0, -1}, PadMode::constant);
  check_pad(golden, "constant/cut and added", {-1, 2, 3, -2}, PadMode::constant, 4);
  check_pad(golden, "constant/cut to nothing", {-2, -3}, PadMode::constant);
  check_pad(golden, "constant/around nothing", {1, 1, 1, 1}, PadMode::constant);
  struct Widest {
    const char* name;
    PadMode mode;
    std::vector<int64_t> widths;
  };
  const Widest modes[] = {{"reflect/", PadMode::reflect, {4, 3, 2, 3}},
                          {"replicate/", PadMode::replicate, {6, 7, 0, 5}},
                          {"circular/", PadMode::circular, {5, 4, 3, 4}}};
  for (const auto& [kind, mode, widest] : modes) {
    const std::string name = kind;
    check_pad(golden, name + "last axis", {2, 1}, mode);
    check_pad(golden, name + "pictures", {1, 2, 2, 1}, mode);
    check_pad(golden, name + "widest", widest, mode);
    check_pad(golden, name + "cut", {-1, 2}, mode);
    check_pad(golden, name + "cut behind", {2, -2}, mode);
    check_pad(golden, name + "three axes", {1, 0, 2, 1, 0, 1}, mode);
    check_pad(golden, name + "no pictures", {1, 1}, mode);
  }
}
