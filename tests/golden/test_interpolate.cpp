// interpolate against PyTorch's.

#include "engine/ops/resize.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

struct Mode {
  std::string name;
  Interpolation mode;
  bool align_corners;
};
const Mode modes[] = {{"nearest", Interpolation::nearest, false},
                      {"bilinear", Interpolation::bilinear, false},
                      {"bilinear, corners aligned", Interpolation::bilinear, true},
                      {"bicubic", Interpolation::bicubic, false},
                      {"bicubic, corners aligned", Interpolation::bicubic, true}};

void check(const std::string& name, const InterpolateOptions& options) {
  check_golden_case(Golden("interpolate"), name, nullptr,
                    [&](auto& in) { return Outputs{interpolate(in[0], options)}; });
}

// How Python writes it: 2.0, 0.45.
std::string text(double x) {
  std::string digits = std::to_string(x);
  while (digits.ends_with("0") && !digits.ends_with(".0")) digits.pop_back();
  return digits;
}

}  // namespace

TEST_CASE("golden: interpolate, every mode by size and by factor") {
  for (const auto& [name, mode, align_corners] : modes) {
    for (const Pair size : {Pair{5, 7}, Pair{3, 11}, Pair{12, 4}, Pair{1, 1}})
      check(name + "/to " + std::to_string(size.h) + " x " + std::to_string(size.w),
            {.size = size, .mode = mode, .align_corners = align_corners});
    for (const Scale by : {Scale{2, 3}, Scale{1.7, 2.3}, Scale{0.6, 0.45}, Scale{1.1, 2.1}})
      check(name + "/by " + text(by.h) + " and " + text(by.w),
            {.scale_factor = by, .mode = mode, .align_corners = align_corners});
  }
}

TEST_CASE("golden: interpolate, as DINO resizes its positions") {
  check("positions of DINO",
        {.scale_factor = Scale{(5 + 0.1) / 4, (7 + 0.1) / 4}, .mode = Interpolation::bicubic});
}
