// DINO's vision transformer against PyTorch: its checkpoint in three formats, pictures of three
// sizes.

#include <algorithm>
#include <cmath>

#include "engine/io/weights.hpp"
#include "engine/ops/slice.hpp"
#include "layers/models/vit.hpp"
#include "tests/catch.hpp"
#include "tests/golden/golden.hpp"

using namespace heed;

namespace {

// The model of dino.py.
constexpr ViTOptions kNarrow{.image = 32, .patch = 8, .dim = 24, .depth = 2, .heads = 3};

double farthest(const Tensor& a, const Tensor& b) {
  REQUIRE(a.shape() == b.shape());
  double most = 0;
  for (int64_t i = 0; i < a.numel(); ++i)
    most = std::max(most, std::abs(double(a.data()[i]) - double(b.data()[i])));
  return most;
}

}  // namespace

TEST_CASE("golden: DINO's features, positions and last attention, at three sizes") {
  const Golden golden("dino");
  for (const char* file : {"dino.pth", "dino_legacy.pth", "dino.safetensors"}) {
    ViT model(kNarrow);
    model.load_state_dict(load_weights(std::string("tests/golden/files/") + file).tensors);
    for (const auto& [height, width] : {std::pair<int64_t, int64_t>{32, 32}, {40, 56}, {16, 64}}) {
      const std::string size = std::to_string(height) + " x " + std::to_string(width);
      INFO(file << ", " << size);
      const Evaluation evaluation(model);
      const Tensor x = golden[size + "/picture"];
      const auto check = [&](const char* what, const Tensor& actual) {
        check_golden(size + "/" + what, actual, golden[size + "/" + what]);
        CHECK(farthest(actual, golden[size + "/" + what]) < 1e-4);
      };
      check("positions", model.positions(height, width));
      check("features", model(x));
      check("attention", model.attention(x));
    }
  }
}

TEST_CASE("golden: 16 patches in another form than the square have positions of their own") {
  ViT model(kNarrow);
  CHECK(model.positions(32, 32).data() == model.pos_embed.data());
  CHECK(farthest(model.positions(16, 64), model.pos_embed) > 0.01);
  const Tensor cls = slice(model.positions(40, 56), 1, 0, 1);
  CHECK(farthest(cls, slice(model.pos_embed, 1, 0, 1)) == 0);
}
