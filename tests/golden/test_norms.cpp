// Norms against PyTorch's, as functions and as layers.

#include "engine/ops/norm.hpp"
#include "layers/norm.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

using Inputs = std::vector<Tensor>;

void check(const std::string& name, const std::function<Tensor(const Inputs&)>& call) {
  check_golden_case(Golden("norms"), name, nullptr,
                    [&](const Inputs& in) { return Outputs{call(in)}; });
}

void check_both_modes(const std::string& name, Layer& layer) {
  for (const bool training : {true, false}) {
    layer.train(training);
    check_golden_case(Golden("norms"), name + (training ? "/train" : "/eval"), &layer,
                      [&](const Inputs& in) { return Outputs{layer(in[0])}; });
  }
}

// Affine or not, tracking or not.
template <class Norm>
void check_every_option(const std::string& name) {
  for (const bool affine : {true, false})
    for (const bool tracking : {true, false}) {
      Norm layer(4,
                 {.eps = 1e-3, .momentum = 0.3, .affine = affine, .track_running_stats = tracking});
      check_both_modes(name + (affine ? ", affine" : "") + (tracking ? ", tracking" : ""), layer);
    }
}

}  // namespace

TEST_CASE("golden: layer_norm and rms_norm") {
  check("layer_norm", [](auto& in) { return layer_norm(in[0], in[1], in[2]); });
  check("layer_norm/plain", [](auto& in) { return layer_norm(in[0], {}, {}, 1e-6); });
  check("rms_norm", [](auto& in) { return rms_norm(in[0], in[1], 1e-3); });
  check("rms_norm/plain", [](auto& in) { return rms_norm(in[0]); });
}

TEST_CASE("golden: group_norm, instance_norm and batch_norm") {
  for (const int64_t groups : {1, 2, 4})
    check("group_norm/" + std::to_string(groups),
          [&](auto& in) { return group_norm(in[0], groups, in[1], in[2]); });
  check("group_norm/plain", [](auto& in) { return group_norm(in[0], 2, {}, {}, 1e-3); });
  check("group_norm/rows", [](auto& in) { return group_norm(in[0], 1, in[1], in[2]); });
  check("instance_norm", [](auto& in) { return instance_norm(in[0], in[1], in[2]); });
  check("instance_norm/plain",
        [](auto& in) { return instance_norm(in[0], {}, {}, {}, {}, true, 0.1, 1e-3); });
  const Golden golden("norms");
  const Tensor means = golden["means"], variances = golden["variances"];
  check("instance_norm/running",
        [&](auto& in) { return instance_norm(in[0], in[1], in[2], means, variances, false); });
  check("batch_norm/rows", [](auto& in) { return batch_norm(in[0], in[1], in[2], {}, {}, true); });
  check("batch_norm/running",
        [&](auto& in) { return batch_norm(in[0], {}, {}, means, variances, false, 0.1, 1e-3); });
}

TEST_CASE("golden: LayerNorm, RMSNorm and GroupNorm") {
  LayerNorm layer(7);
  check_both_modes("LayerNorm", layer);
  RMSNorm rms(7), plain_rms(7, 1e-3, false);
  check_both_modes("RMSNorm", rms);
  check_both_modes("RMSNorm, plain", plain_rms);
  GroupNorm group(2, 4), plain_group(4, 4, 1e-3, false);
  check_both_modes("GroupNorm", group);
  check_both_modes("GroupNorm, plain", plain_group);
}

TEST_CASE("golden: BatchNorm and InstanceNorm, with every option, in training and in eval") {
  check_every_option<BatchNorm1d>("BatchNorm1d, rows");
  check_every_option<BatchNorm1d>("BatchNorm1d, sequences");
  check_every_option<BatchNorm2d>("BatchNorm2d");
  check_every_option<InstanceNorm2d>("InstanceNorm2d");
}
