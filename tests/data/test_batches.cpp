// Mini-batches: each example once an epoch, the same order for the same seed.
#include <algorithm>
#include <numeric>

#include "data/batches.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

std::vector<int64_t> values(const Indices& x) { return {x.data(), x.data() + x.numel()}; }

std::vector<int64_t> epoch_of(Batches& batches, std::vector<int64_t>& sizes) {
  std::vector<int64_t> all;
  sizes.clear();
  for (int64_t i = 0; i < batches.batches_per_epoch(); ++i) {
    const std::vector<int64_t> rows = values(batches.next());
    sizes.push_back(int64_t(rows.size()));
    all.insert(all.end(), rows.begin(), rows.end());
  }
  return all;
}

std::vector<int64_t> counted(int64_t n) {
  std::vector<int64_t> all(static_cast<size_t>(n));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

}  // namespace

TEST_CASE("batches give each example once an epoch, in a new order each time") {
  Batches batches(10, 4, 7);
  std::vector<int64_t> sizes;
  const std::vector<int64_t> first = epoch_of(batches, sizes);
  CHECK(sizes == std::vector<int64_t>{4, 4, 2});
  CHECK(batches.epoch() == 0);
  const std::vector<int64_t> second = epoch_of(batches, sizes);
  CHECK(batches.epoch() == 1);
  CHECK(first != second);
  for (std::vector<int64_t> all : {first, second}) {
    std::sort(all.begin(), all.end());
    CHECK(all == counted(10));
  }
}

TEST_CASE("batches may drop the short last one") {
  Batches batches(10, 4, 7, Batches::Last::drop);
  CHECK(batches.batches_per_epoch() == 2);
  for (int i = 0; i < 20; ++i) {
    CHECK(batches.next().numel() == 4);
    CHECK(batches.epoch() == i / 2);
  }
}

TEST_CASE("batches depend on the seed and on nothing else") {
  Batches a(50, 8, 1), b(50, 8, 1), c(50, 8, 2);
  bool differ = false;
  for (int i = 0; i < 30; ++i) {
    const std::vector<int64_t> rows = values(a.next());
    CHECK(rows == values(b.next()));
    differ = differ || rows != values(c.next());
  }
  CHECK(differ);
}

TEST_CASE("batches as large as the data, larger, and of one example work") {
  Batches all(5, 5, 0), larger(5, 100, 0), one(1, 1, 0);
  CHECK(all.next().numel() == 5);
  CHECK(larger.next().numel() == 5);
  CHECK(larger.batches_per_epoch() == 1);
  CHECK(one.next().numel() == 1);
  CHECK(one.next().numel() == 1);
  CHECK(one.epoch() == 1);
}

TEST_CASE("batches that cannot be are refused") {
  CHECK_THROWS_AS(Batches(0, 4, 0), ValueError);
  CHECK_THROWS_AS(Batches(10, 0, 0), ValueError);
  CHECK_THROWS_AS(Batches(10, -1, 0), ValueError);
  CHECK_THROWS_AS(Batches(3, 4, 0, Batches::Last::drop), ValueError);
}

TEST_CASE("take picks rows, also twice and none") {
  const Tensor x({3, 2}, {0, 1, 10, 11, 20, 21});
  const Tensor picked = take(x, Indices(Shape{4}, {2, 0, 0, 1}));
  CHECK(picked.shape() == Shape{4, 2});
  CHECK(std::vector<real>(picked.data(), picked.data() + 8) ==
        std::vector<real>{20, 21, 0, 1, 0, 1, 10, 11});
  CHECK(take(x, Indices(Shape{0})).shape() == Shape{0, 2});
  CHECK(values(take(Indices(Shape{3}, {5, 6, 7}), Indices(Shape{2}, {2, 2}))) ==
        std::vector<int64_t>{7, 7});
}

TEST_CASE("take refuses rows that are not there, and names the caller") {
  const Tensor x({3, 2}, {0, 1, 10, 11, 20, 21});
  CHECK_THROWS_AS(take(x, Indices(Shape{1}, {3})), ValueError);
  CHECK_THROWS_AS(take(x, Indices(Shape{1}, {-1})), ValueError);
  CHECK_THROWS_AS(take(Tensor(1.0), Indices(Shape{1}, {0})), ShapeError);
  try {
    take(x, Indices(Shape{1}, {3}));
  } catch (const ValueError& error) {
    CHECK(std::string(error.what()).find("test_batches.cpp") != std::string::npos);
  }
}
