// Padded batches of pairs, and buckets of like lengths.
#include <algorithm>
#include <set>

#include "data/pairs.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

std::vector<int64_t> numbers(const Indices& x) { return {x.data(), x.data() + x.numel()}; }

// Pair i has a source of 1 + i % 7 symbols and a target of i % 3.
std::vector<SymbolPair> some_pairs(int64_t count) {
  std::vector<SymbolPair> pairs;
  for (int64_t i = 0; i < count; ++i)
    pairs.push_back({Symbols(size_t(1 + i % 7), 3 + i), Symbols(size_t(i % 3), 4)});
  return pairs;
}

}  // namespace

TEST_CASE("a batch of pairs is padded behind its sequences, and the target is shifted by one") {
  const PairBatch batch = pad(std::vector<SymbolPair>{{{7, 8, 9}, {5}}, {{6}, {3, 4}}});
  CHECK(batch.size() == 2);
  CHECK(batch.source.shape() == Shape{2, 3});
  CHECK(numbers(batch.source) == std::vector<int64_t>{7, 8, 9, 6, 0, 0});
  CHECK(numbers(batch.source_lengths) == std::vector<int64_t>{3, 1});
  CHECK(batch.target_in.shape() == Shape{2, 3});
  CHECK(numbers(batch.target_in) == std::vector<int64_t>{1, 5, 0, 1, 3, 4});
  CHECK(numbers(batch.target_out) == std::vector<int64_t>{5, 2, 0, 3, 4, 2});
  CHECK(numbers(batch.target_lengths) == std::vector<int64_t>{2, 3});
  const Mask source = batch.source_mask(), target = batch.target_mask();
  CHECK(std::vector<int>(source.data(), source.data() + 6) == std::vector<int>{1, 1, 1, 1, 0, 0});
  CHECK(std::vector<int>(target.data(), target.data() + 6) == std::vector<int>{1, 1, 0, 1, 1, 1});
}

TEST_CASE("some rows of the pairs make a batch of their own length") {
  const std::vector<SymbolPair> pairs = some_pairs(7);
  const PairBatch batch = pad(pairs, Indices(std::vector<int64_t>{2, 0}));
  CHECK(batch.source.shape() == Shape{2, 3});
  CHECK(numbers(batch.source) == std::vector<int64_t>{5, 5, 5, 3, 0, 0});
  CHECK_THROWS_WITH(pad(pairs, Indices(std::vector<int64_t>{7})),
                    ContainsSubstring("there is no pair 7"));
  CHECK_THROWS_WITH(pad(std::vector<SymbolPair>{}), ContainsSubstring("there is no sequence"));
  CHECK_THROWS_WITH(pad(std::vector<SymbolPair>{{{3}, {}}, {{}, {3}}}),
                    ContainsSubstring("sequence 1 has no symbol"));
}

TEST_CASE("buckets give every pair once an epoch, with others of like length") {
  const std::vector<SymbolPair> pairs = some_pairs(70);
  Buckets buckets(pairs, 10, 3);
  CHECK(buckets.batches_per_epoch() == 7);
  std::vector<std::vector<int64_t>> epochs(2);
  for (auto& epoch : epochs) {
    std::set<int64_t> seen, orders;
    for (int n = 0; n < 7; ++n) {
      const Indices rows = buckets.next();
      CHECK(buckets.epoch() == int64_t(&epoch - epochs.data()));
      REQUIRE(rows.numel() == 10);
      for (int64_t i = 0; i < 10; ++i) {
        CHECK(pairs[size_t(rows[i])].source.size() == pairs[size_t(rows[0])].source.size());
        seen.insert(rows[i]);
        epoch.push_back(rows[i]);
      }
    }
    CHECK(seen.size() == 70);
  }
  CHECK(epochs[0] != epochs[1]);
}

TEST_CASE("buckets depend on their seed, and the last batch may be short") {
  const std::vector<SymbolPair> pairs = some_pairs(23);
  Buckets a(pairs, 5, 1), b(pairs, 5, 1), c(pairs, 5, 2);
  int64_t given = 0, alike = 0;
  for (int n = 0; n < 5; ++n) {
    const Indices rows = a.next(), others = c.next();
    given += rows.numel();
    CHECK(numbers(b.next()) == numbers(rows));
    alike += numbers(others) == numbers(rows);
  }
  CHECK(given == 23);
  CHECK(alike < 5);
  CHECK_THROWS_AS(Buckets(pairs, 0, 1), ValueError);
  CHECK_THROWS_AS(Buckets({}, 5, 1), ValueError);
}

TEST_CASE("buckets go on from their state as if they had never stopped") {
  const std::vector<SymbolPair> pairs = some_pairs(23);
  const int before = GENERATE(0, 3, 5, 8);
  Buckets first(pairs, 5, 1), second(pairs, 5, 1), other(pairs, 4, 1);
  for (int n = 0; n < before; ++n) first.next();
  second.load_state_dict(first.state_dict());
  for (int n = 0; n < 12; ++n) CHECK(numbers(first.next()) == numbers(second.next()));
  CHECK_THROWS_WITH(other.load_state_dict(first.state_dict()), ContainsSubstring("batch_size"));
}
