// Written sequences beside what they should be.
#include <algorithm>

#include "data/sequence_scores.hpp"
#include "engine/random.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

// By its definition: the last symbols are exchanged, or one of them is left out.
int64_t by_definition(Symbols a, Symbols b) {
  if (a.empty() || b.empty()) return int64_t(a.size() + b.size());
  Symbols shorter_a(a.begin(), a.end() - 1), shorter_b(b.begin(), b.end() - 1);
  return std::min({by_definition(shorter_a, shorter_b) + (a.back() != b.back()),
                   by_definition(shorter_a, b) + 1, by_definition(a, shorter_b) + 1});
}

}  // namespace

TEST_CASE("the edit distance counts what was put in, left out and exchanged") {
  CHECK(edit_distance({}, {}) == 0);
  CHECK(edit_distance({1, 2, 3}, {1, 2, 3}) == 0);
  CHECK(edit_distance({1, 2, 3}, {}) == 3);
  CHECK(edit_distance({}, {1, 2}) == 2);
  CHECK(edit_distance({1, 2, 3}, {1, 3}) == 1);
  CHECK(edit_distance({1, 3}, {1, 2, 3}) == 1);
  CHECK(edit_distance({1, 2, 3}, {3, 2, 1}) == 2);
  CHECK(edit_distance({1, 2, 3, 4}, {2, 3, 4, 5}) == 2);
}

TEST_CASE("the edit distance is what its definition says") {
  Random random(3);
  for (int i = 0; i < 60; ++i) {
    Symbols a, b;
    for (int64_t n = random.integer(6); n > 0; --n) a.push_back(random.integer(3));
    for (int64_t n = random.integer(6); n > 0; --n) b.push_back(random.integer(3));
    CHECK(edit_distance(a, b) == by_definition(a, b));
  }
}

TEST_CASE("what a decoder wrote ends before its first eos") {
  const Indices rows(Shape{3, 4}, {5, 6, 2, 5, 2, 2, 2, 2, 7, 7, 7, 7});
  CHECK(until_eos(rows) == std::vector<Symbols>{{5, 6}, {}, {7, 7, 7, 7}});
}

TEST_CASE("exact matches, right places and symbol errors of a few sequences") {
  const std::vector<SymbolPair> pairs = {{{3}, {5, 6, 7}}, {{3}, {5}}, {{3}, {6, 6}}};
  const std::vector<Symbols> written = {{5, 7, 7}, {5}, {6, 6, 6}};
  CHECK(exact_match(written, pairs) == 1.0 / 3);
  CHECK(right_by_place(written, pairs) == std::vector<double>{1, 0.5, 1});
  CHECK(symbol_error_rate(written, pairs) == 2.0 / 6);
  CHECK(symbol_error_rate({{}, {}, {}}, pairs) == 1);
  CHECK(right_by_place({{}, {}, {}}, pairs) == std::vector<double>{0, 0, 0});
  CHECK_THROWS_WITH(exact_match({{5}}, pairs), ContainsSubstring("given were 1 and 3 pairs"));
  CHECK_THROWS_AS(symbol_error_rate({}, {}), ValueError);
}
