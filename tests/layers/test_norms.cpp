// Layers that normalise: what they own, what they track, their gradients and errors.

#include "engine/ops/norm.hpp"
#include "layers/norm.hpp"
#include "tests/layers/layer_check.hpp"

using namespace heed;

namespace {

Tensor drawn(const Shape& shape) {
  Random random(12);
  return rand(shape, -2, 2, random);
}

const std::string statistics = "running_mean (3), running_var (3), num_batches_tracked ()";

}  // namespace

TEST_CASE("RMSNorm") {
  const int64_t dim = 6;
  RMSNorm layer(dim), plain(dim, 1e-3, false);
  CHECK(owned(layer) == "weight (6)");
  CHECK(owned(plain) == "");
  CHECK(layer.num_parameters() == dim);
  CHECK(plain.num_parameters() == 0);
  const Tensor x = drawn({3, 2, dim});
  CHECK(difference(layer(x), rms_norm(x)) == 0);
  CHECK(difference(plain(x), rms_norm(x, {}, 1e-3)) == 0);
  check_gradients(layer, [&] { return layer(x); }, {x});
  check_gradients(plain, [&] { return plain(x); }, {x});
  CHECK(contains(error_of([] { RMSNorm(0); }), "[RMSNorm] dim must be at least 1, it is 0"));
  CHECK(contains(error_of([&] { layer(ones({2, 5})); }), "in RMSNorm"));
}

TEST_CASE("GroupNorm") {
  const int64_t channels = 6;
  GroupNorm layer(3, channels), plain(2, channels, 1e-3, false);
  CHECK(owned(layer) == "weight (6), bias (6)");
  CHECK(owned(plain) == "");
  CHECK(layer.num_parameters() == 2 * channels);
  CHECK(plain.num_parameters() == 0);
  const Tensor x = drawn({2, channels, 2, 3});
  CHECK(difference(layer(x), group_norm(x, 3)) == 0);
  CHECK(difference(plain(x), group_norm(x, 2, {}, {}, 1e-3)) == 0);
  check_gradients(layer, [&] { return layer(x); }, {x});
  check_gradients(plain, [&] { return plain(x); }, {x});
  CHECK(contains(error_of([] { GroupNorm(4, 6); }), "num_groups must divide the channels"));
  CHECK(contains(error_of([] { GroupNorm(0, 6); }), "[GroupNorm] num_groups must be at least 1"));
  CHECK(contains(error_of([] { GroupNorm(2, 0); }), "channels must be at least 1"));
  CHECK(contains(error_of([&] { layer(ones({2, 5})); }), "in GroupNorm"));
}

TEST_CASE("BatchNorm1d takes rows and sequences") {
  const int64_t channels = 3;
  BatchNorm1d layer(channels), plain(channels, {.affine = false, .track_running_stats = false});
  CHECK(owned(layer) == "weight (3), bias (3), " + statistics);
  CHECK(owned(plain) == "");
  CHECK(layer.num_parameters() == 2 * channels);
  for (const Tensor& x : {drawn({4, channels}), drawn({2, channels, 5})}) {
    check_gradients(layer, [&] { return layer(x); }, {x});
    check_gradients(plain, [&] { return plain(x); }, {x});
    plain.eval();  // what tracks nothing goes by the batch all the same
    CHECK(difference(plain(x), batch_norm(x, {}, {}, {}, {}, true)) == 0);
    plain.train();
  }
  BatchNorm1d fresh(channels, {.momentum = 0.5});
  const Tensor x = drawn({4, channels});
  fresh(x);
  CHECK(fresh.num_batches_tracked.item() == 1);
  fresh.eval();
  check_gradients(fresh, [&] { return fresh(x); }, {x});
  CHECK(fresh.num_batches_tracked.item() == 1);
  CHECK(difference(fresh(x), batch_norm(x, {}, {}, fresh.running_mean, fresh.running_var, false)) ==
        0);
  CHECK(contains(error_of([&] { fresh(ones({2, 3, 1, 1})); }), "needs (B, C) or (B, C, L)"));
  CHECK(contains(error_of([&] { fresh(ones({2, 4})); }), "in BatchNorm1d"));
  CHECK(contains(error_of([] { BatchNorm1d(0); }), "[BatchNorm1d] channels must be at least 1"));
}

TEST_CASE("InstanceNorm2d learns and tracks nothing unless told") {
  const int64_t channels = 3;
  InstanceNorm2d plain(channels), layer(channels, {.affine = true, .track_running_stats = true});
  CHECK(owned(plain) == "");
  CHECK(plain.num_parameters() == 0);
  CHECK(owned(layer) == "weight (3), bias (3), " + statistics);
  CHECK(layer.num_parameters() == 2 * channels);
  const Tensor x = drawn({2, channels, 3, 4});
  check_gradients(plain, [&] { return plain(x); }, {x});
  check_gradients(layer, [&] { return layer(x); }, {x});
  plain.eval();
  CHECK(difference(plain(x), instance_norm(x)) == 0);
  layer.eval();
  const Tensor kept = layer.running_mean.clone();
  check_gradients(layer, [&] { return layer(x); }, {x});
  CHECK(difference(layer(x), instance_norm(x, {}, {}, kept, layer.running_var, false)) == 0);
  CHECK(difference(layer.running_mean, kept) == 0);
  CHECK(layer.num_batches_tracked.item() == 0);
  CHECK(contains(error_of([&] { layer(ones({2, 3, 4})); }), "needs (B, C, H, W)"));
  CHECK(contains(error_of([&] { layer(ones({2, 2, 4, 4})); }), "in InstanceNorm2d"));
  CHECK(contains(error_of([] { InstanceNorm2d(0); }), "channels must be at least 1"));
}
