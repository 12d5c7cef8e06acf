// Positions against the formulas of Vaswani et al. and of DETR, written down once more.

#include "engine/ops/arithmetic.hpp"
#include "layers/positions.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

// The numbers of x from flat place `begin` on, `step` apart, are these, as far as they were
// printed.
void check_printed(const Tensor& x, int64_t begin, int64_t step, double tolerance,
                   const std::vector<double>& expected) {
  for (size_t i = 0; i < expected.size(); ++i) {
    const int64_t place = begin + int64_t(i) * step;
    INFO("element " << place);
    CHECK_THAT(x.data()[place], Catch::Matchers::WithinAbs(expected[i], tolerance));
  }
}

}  // namespace

TEST_CASE("golden: sinusoids on a line and on pictures") {
  const Golden golden("positions");
  for (const auto& [length, dim] : {std::pair<int64_t, int64_t>{1, 2}, {7, 6}, {100, 32}}) {
    const std::string name = "line/" + std::to_string(length) + ", " + std::to_string(dim);
    check_golden(name, sinusoidal_positions(length, dim), golden[name]);
  }
  const Tensor recorded = golden["shown"];
  Mask shown(recorded.shape());
  for (int64_t i = 0; i < shown.numel(); ++i) shown.mutable_data()[i] = recorded.data()[i] != 0;
  const auto check = [&](const std::string& name, const Tensor& positions) {
    check_golden(name, positions, golden["picture/" + name]);
  };
  check("normalised", sinusoidal_positions_2d(shown, 8));
  check("counted", sinusoidal_positions_2d(shown, 8, {.normalize = false}));
  check("other options", sinusoidal_positions_2d(shown, 12, {.temperature = 20, .scale = 3}));
  check("no padding", sinusoidal_positions_2d(4, 3, 16));
}

TEST_CASE("golden: DETR's own positions, in float, of a picture of 2 by 3 and one of 25 by 34") {
  const Tensor small = sinusoidal_positions_2d(2, 3, 8);  // (1, 8, 2, 3)
  const auto down = [&](int64_t channel, const std::vector<double>& rows) {
    check_printed(small, channel * 6, 3, 4e-6, rows);
  };
  const auto across = [&](int64_t channel, const std::vector<double>& columns) {
    check_printed(small, channel * 6, 1, 4e-6, columns);
    check_printed(small, channel * 6 + 3, 1, 4e-6, columns);
  };
  down(0, {1.34e-6, -2.69e-6});
  down(1, {-1, 1});
  down(2, {.03141075, .06279049});
  down(3, {.99950653, .99802673});
  across(4, {.86602575, -.86602473, -1.73e-6});
  across(5, {-.49999943, -.50000113, 1});
  across(6, {.02094241, .04187564, .0627905});
  across(7, {.99978065, .9991228, .99802673});

  const Tensor large = sinusoidal_positions_2d(25, 34, 256);
  check_printed(large, 0, 25 * 34, 1e-4, {.2487, .9686, .2159, .9764, .1874, .9823});
  check_printed(large, 128 * 25 * 34, 25 * 34, 1e-4, {.1837, .9830, .1593, .9872, .1381, .9904});
}

TEST_CASE("golden: learned positions are PyTorch's embedding of 0, 1, ...") {
  const Golden golden("positions");
  LearnedPositions positions(6, 4);
  check_golden_case(golden, "learned", &positions,
                    [&](auto& in) { return Outputs{in[0] + positions(in[0].size(1))}; });
}
