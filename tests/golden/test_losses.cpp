// Losses against PyTorch's.

#include "engine/ops/loss.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

struct Named {
  const char* name;
  Reduction reduction;
};
const Named reductions[] = {
    {"mean", Reduction::mean}, {"sum", Reduction::sum}, {"none", Reduction::none}};

}  // namespace

TEST_CASE("golden: cross_entropy and mse_loss, with every reduction") {
  const Golden golden("losses");
  const Indices labels(std::vector<int64_t>{0, 4, 2, 2, 1, 3});
  const Tensor weights = golden["class_weights"];
  for (const auto& [name, reduction] : reductions) {
    const auto r = reduction;
    check_golden_case(golden, std::string("cross_entropy/") + name, nullptr, [&](auto& in) {
      return Outputs{cross_entropy(in[0], labels, {.reduction = r})};
    });
    check_golden_case(
        golden, std::string("cross_entropy/weighted, smoothed, one ignored/") + name, nullptr,
        [&](auto& in) {
          return Outputs{cross_entropy(
              in[0], labels,
              {.weight = weights, .label_smoothing = 0.1, .ignore_index = 2, .reduction = r})};
        });
    check_golden_case(golden, std::string("mse_loss/") + name, nullptr,
                      [&](auto& in) { return Outputs{mse_loss(in[0], in[1], r)}; });
  }
  const Indices pictures(Shape{2, 2, 2}, {0, 1, 2, 2, 1, 1, 0, 2});
  check_golden_case(golden, "cross_entropy/pictures", nullptr,
                    [&](auto& in) { return Outputs{cross_entropy(in[0], pictures)}; });
}
