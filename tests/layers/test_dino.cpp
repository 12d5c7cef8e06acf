// DINO's models: their sizes, their pictures, their masks.
#include "layers/models/dino.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

TEST_CASE("DINO's models have as many parameters as the published ones") {
  const auto count = [](const char* size, int64_t patch) {
    return ViT(dino_options(size, patch)).num_parameters();
  };
  CHECK(count("tiny", 16) == 5524416);
  CHECK(count("tiny", 8) == 5526720);
  CHECK(count("small", 16) == 21665664);
  CHECK(count("small", 8) == 21670272);
  CHECK(contains(error_of([] { dino_options("huge"); }), "needs tiny, small or base"));
  const ViTOptions base = dino_options("base", 8);
  CHECK((base.dim == 768 && base.heads == 12 && base.depth == 12 && base.patch == 8));
}

TEST_CASE("DINO's options are found in a state dict") {
  ViT tiny({.image = 32, .patch = 8, .dim = 128, .depth = 2, .heads = 2});
  const ViTOptions found = dino_options(tiny.state_dict());
  CHECK((found.image == 32 && found.patch == 8 && found.dim == 128 && found.depth == 2));
  CHECK(found.heads == 2);
  CHECK(dino_options(NamedTensors{}).dim == 384);
  CHECK(dino_options(NamedTensors{{"pos_embed", ones({1})}}).dim == 384);
}

TEST_CASE("DINO's picture is cropped at the top left, in ImageNet's units") {
  Tensor picture = zeros({3, 37, 50});
  picture.mutable_data()[0] = 1;
  const Tensor x = dino_picture(picture, 16);
  CHECK(x.shape() == Shape{1, 3, 32, 48});
  CHECK(std::abs(double(x.at({0, 0, 0, 0})) - (1 - 0.485) / 0.229) < 1e-6);
  CHECK(std::abs(double(x.at({0, 2, 31, 47})) + 0.406 / 0.225) < 1e-6);
  CHECK(contains(error_of([&] {
                   dino_picture(zeros({3, 15, 40}), 16);
                 }),
                 "40 × 15 pixels is smaller than a patch of 16 × 16"));
  CHECK(contains(error_of([&] { dino_picture(zeros({1, 40, 40}), 16); }), "this is no picture"));
}

TEST_CASE("attended: the strongest patches, until they hold the share") {
  const Tensor weights({2, 4}, {1, 4, 2, 3, 0.1, 0.1, 0.7, 0.1});
  const auto kept = [&](double share) {
    const Tensor mask = attended(weights, share);
    std::string bits;
    for (int64_t i = 0; i < mask.numel(); ++i) bits += mask.data()[i] != 0 ? '1' : '0';
    return bits;
  };
  CHECK(kept(0.6) == "01010010");
  CHECK(kept(0.75) == "01111010");
  CHECK(kept(1) == "11111111");
  CHECK(kept(0.01) == "01000010");
  CHECK(attended(zeros({3})).shape() == Shape{3});
  CHECK(contains(error_of([&] { attended(weights, 0); }), "needs 0 < share <= 1"));
}
