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

TEST_CASE("golden: nll_loss, weighted, with labels that do not count, of pictures") {
  const Golden golden("losses");
  const Indices labels(std::vector<int64_t>{0, 4, 2, 2, 1, 3});
  const Tensor weights = golden["class_weights"];
  for (const auto& [name, reduction] : reductions) {
    const auto r = reduction;
    check_golden_case(golden, std::string("nll_loss/") + name, nullptr,
                      [&](auto& in) { return Outputs{nll_loss(in[0], labels, {.reduction = r})}; });
    check_golden_case(
        golden, std::string("nll_loss/weighted, one ignored/") + name, nullptr, [&](auto& in) {
          return Outputs{
              nll_loss(in[0], labels, {.weight = weights, .ignore_index = 2, .reduction = r})};
        });
  }
  const Indices pictures(Shape{2, 2, 2}, {0, 1, 2, 2, 1, 1, 0, 2});
  check_golden_case(golden, "nll_loss/pictures", nullptr,
                    [&](auto& in) { return Outputs{nll_loss(in[0], pictures)}; });
}

TEST_CASE("golden: l1_loss and smooth_l1_loss, with every reduction") {
  const Golden golden("losses");
  for (const auto& [name, reduction] : reductions) {
    const auto r = reduction;
    check_golden_case(golden, std::string("l1_loss/") + name, nullptr,
                      [&](auto& in) { return Outputs{l1_loss(in[0], in[1], r)}; });
    for (const auto& [text, beta] : {std::pair("0/", 0.0), {"0.3/", 0.3}, {"1/", 1.0}})
      check_golden_case(
          golden, std::string("smooth_l1_loss/") + text + name, nullptr,
          [&, b = beta](auto& in) { return Outputs{smooth_l1_loss(in[0], in[1], b, r)}; });
  }
  check_golden_case(golden, "l1_loss/equal", nullptr,
                    [&](auto& in) { return Outputs{l1_loss(in[0], in[1])}; });
}

TEST_CASE("golden: binary_cross_entropy_with_logits, with every weight") {
  const Golden golden("losses");
  const Tensor classes = golden["class_weights"], rows = golden["row_weights"];
  for (const auto& [name, reduction] : reductions) {
    const std::vector<std::pair<std::string, BinaryCrossEntropy>> all = {
        {"plain", {.reduction = reduction}},
        {"weight", {.weight = classes, .reduction = reduction}},
        {"pos_weight", {.pos_weight = classes, .reduction = reduction}},
        {"both", {.weight = rows, .pos_weight = classes, .reduction = reduction}}};
    for (const auto& [which, options] : all)
      check_golden_case(golden, "binary_cross_entropy_with_logits/" + which + "/" + name, nullptr,
                        [&own = options](auto& in) {
                          return Outputs{binary_cross_entropy_with_logits(in[0], in[1], own)};
                        });
  }
  check_golden_case(golden, "binary_cross_entropy_with_logits/certain", nullptr, [&](auto& in) {
    return Outputs{binary_cross_entropy_with_logits(in[0], in[1])};
  });
}

TEST_CASE("golden: kl_div, with every reduction") {
  const Golden golden("losses");
  const std::vector<std::pair<std::string, KlReduction>> all = {
      {"mean", KlReduction::mean},
      {"batchmean", KlReduction::batchmean},
      {"sum", KlReduction::sum},
      {"none", KlReduction::none}};
  for (const auto& [name, reduction] : all)
    for (const bool log_target : {false, true})
      check_golden_case(
          golden, (log_target ? "kl_div/log_target/" : "kl_div/") + name, nullptr,
          [=, r = reduction](auto& in) {
            return Outputs{kl_div(in[0], in[1], {.log_target = log_target, .reduction = r})};
          });
}
