// Convolutions, unfold and pooling to a size against PyTorch's.

#include "engine/ops/pool.hpp"
#include "layers/conv.hpp"
#include "layers/pool.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

using Inputs = std::vector<Tensor>;

Tensor bias_of(const Inputs& in) { return in.size() == 3 ? in[2] : Tensor(); }

void check_layer(const std::string& name, Layer& layer) {
  check_golden_case(Golden("convolution"), name, &layer,
                    [&](const Inputs& in) { return Outputs{layer(in[0])}; });
}

}  // namespace

TEST_CASE("golden: conv1d and conv2d, with every option") {
  const Golden golden("convolution");
  const auto check = [&](const std::string& name, const Conv1dOptions& options) {
    check_golden_case(golden, "conv1d/" + name, nullptr, [&](const Inputs& in) {
      return Outputs{conv1d(in[0], in[1], bias_of(in), options)};
    });
  };
  check("plain", {});
  check("no bias", {});
  check("all options", {.stride = 2, .padding = 3, .dilation = 2, .groups = 2});
  check_golden_case(golden, "conv2d/all options", nullptr, [](const Inputs& in) {
    return Outputs{conv2d(in[0], in[1], in[2],
                          {.stride = {2, 1}, .padding = {1, 3}, .dilation = {1, 2}, .groups = 2})};
  });
}

TEST_CASE("golden: conv_transpose2d, with every option") {
  const Golden golden("convolution");
  const auto check = [&](const std::string& name, const ConvTranspose2dOptions& options) {
    check_golden_case(golden, "conv_transpose2d/" + name, nullptr, [&](const Inputs& in) {
      return Outputs{conv_transpose2d(in[0], in[1], bias_of(in), options)};
    });
  };
  check("plain", {});
  check("no bias, 1x1", {});
  check("doubled", {.stride = 2, .padding = 1, .output_padding = 1});
  check("all options", {.stride = {3, 1},
                        .padding = {2, 1},
                        .output_padding = {2, 1},
                        .dilation = {1, 2},
                        .groups = 2});
}

TEST_CASE("golden: unfold, with every option") {
  const Golden golden("convolution");
  check_golden_case(golden, "unfold/plain", nullptr, [](const Inputs& in) {
    return Outputs{unfold(in[0], {2, 3})};
  });
  check_golden_case(golden, "unfold/all options", nullptr, [](const Inputs& in) {
    return Outputs{
        unfold(in[0], {3, 2}, {.stride = {2, 3}, .padding = {1, 2}, .dilation = {1, 2}})};
  });
}

TEST_CASE("golden: adaptive_avg_pool2d, to any size") {
  const Golden golden("convolution");
  for (const Pair size : {Pair{1, 1}, Pair{3, 2}, Pair{5, 7}, Pair{9, 11}})
    check_golden_case(
        golden, "adaptive_avg_pool2d/" + std::to_string(size.h) + " x " + std::to_string(size.w),
        nullptr, [&](const Inputs& in) { return Outputs{adaptive_avg_pool2d(in[0], size)}; });
}

TEST_CASE("golden: layers that convolve, and that pool to a size") {
  Conv1d conv(4, 6, 3, {.stride = 2, .padding = 1, .dilation = 2, .groups = 2});
  check_layer("Conv1d", conv);
  Conv1d plain(3, 2, 4, {}, false);
  check_layer("Conv1d, no bias", plain);
  ConvTranspose2d back(4, 6, {3, 4},
                       {.stride = 2, .padding = 1, .output_padding = {1, 0}, .groups = 2});
  check_layer("ConvTranspose2d", back);
  ConvTranspose2d plain_back(4, 3, 2, {.dilation = 2}, false);
  check_layer("ConvTranspose2d, no bias", plain_back);
  AdaptiveAvgPool2d pool({2, 4});
  check_layer("AdaptiveAvgPool2d", pool);
}
