// Mini-batches: each example once an epoch, the same order for the same seed.
#include <algorithm>
#include <numeric>

#include "data/batches.hpp"
#include "tests/engine/optim/refuses.hpp"

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

TEST_CASE("batches go on from their state, wherever it was saved") {
  for (const Batches::Last last : {Batches::Last::keep, Batches::Last::drop})
    for (int given = 0; given < 12; ++given) {
      Batches first(10, 4, UINT64_MAX, last), second(10, 4, UINT64_MAX, last);
      for (int i = 0; i < given; ++i) first.next();
      for (int i = 0; i < 5; ++i) second.next();  // it was somewhere else
      second.load_state_dict(first.state_dict());
      CHECK(second.epoch() == first.epoch());
      for (int i = 0; i < 9; ++i) {
        CHECK(values(second.next()) == values(first.next()));
        CHECK(second.epoch() == first.epoch());
      }
    }
}

TEST_CASE("batches refuse the state of others, and stay where they are") {
  Batches own(10, 4, 7), twin(10, 4, 7), other(11, 5, 8, Batches::Last::drop);
  own.next();
  twin.next();
  const auto says = [&](const State& state, const std::vector<std::string>& pieces) {
    refuses<ValueError>([&] { own.load_state_dict(state); }, pieces);
  };
  says(other.state_dict(),
       {"test_batches.cpp:", "this state is not for this Batches",
        "different: examples is 10 here, \"11\" there", "different: batch_size is 4 here",
        "different: drop_last is false here, \"true\" there", "different: seed is 7 here",
        "nothing was loaded"});
  State state = own.state_dict();
  state.values["examples_given"] = "11";
  state.values["epochs"] = "-1";
  state.values["order_drawn_at"] = "18446744073709551616";
  says(state, {"wrong value: examples_given is \"11\", needs a whole number from 0 to 10",
               "wrong value: epochs is \"-1\"", "wrong value: order_drawn_at is"});
  for (int i = 0; i < 5; ++i) CHECK(values(own.next()) == values(twin.next()));
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
