// Made-up pairs: letters, sums, translations, dates. What is asked for, and that it is right.
#include <algorithm>
#include <chrono>
#include <memory>
#include <set>

#include "data/addition.hpp"
#include "data/dates.hpp"
#include "data/letter_strings.hpp"
#include "data/toy_translation.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

std::unique_ptr<PairGenerator> generator(int which, Part part, uint64_t seed) {
  if (which == 0)
    return std::make_unique<LetterStrings>(LetterOptions{.least_length = 3, .most_length = 3}, part,
                                           seed);
  if (which == 1) return std::make_unique<Addition>(AdditionOptions{.digits = 2}, part, seed);
  if (which == 2)
    return std::make_unique<ToyTranslation>(ToyTranslationOptions{.most_adjectives = 0}, part,
                                            seed);
  return std::make_unique<Dates>(part, seed);
}

}  // namespace

TEST_CASE("a generated pair depends on its seed and number alone, and can be encoded") {
  const int which = GENERATE(0, 1, 2, 3);
  const auto a = generator(which, Part::train, 5), b = generator(which, Part::train, 5);
  const auto c = generator(which, Part::train, 6);
  int64_t alike = 0;
  for (int64_t i = 40; i-- > 0;) {
    const TextPair pair = a->text(i);
    CHECK(b->text(i).source == pair.source);
    CHECK(b->text(i).target == pair.target);
    CHECK(a->source_vocabulary().decode(a->pair(i).source) == pair.source);
    CHECK(a->target_vocabulary().decode(a->pair(i).target) == pair.target);
    alike += c->text(i).source == pair.source;
  }
  CHECK(alike < 5);
  CHECK(a->batch(0, 4).size() == 4);
  CHECK(a->pairs(3, 2)[1].source == a->pair(4).source);
  CHECK_THROWS_AS(a->batch(0, 0), ValueError);
}

TEST_CASE("what is tested was never trained on, and about one in ten is for the test") {
  const int which = GENERATE(0, 1, 2, 3);
  std::set<std::string> train, test;
  const bool dates = which == 3;  // a day is in one part with all its forms
  const auto training = generator(which, Part::train, 1), testing = generator(which, Part::test, 2);
  for (int64_t i = 0; i < 3000; ++i) {
    const TextPair a = training->text(i), b = testing->text(i);
    train.insert(dates ? a.target : a.source);
    test.insert(dates ? b.target : b.source);
  }
  for (const std::string& one : test) CHECK(train.count(one) == 0);
  CHECK(test.size() < train.size());
  CHECK(test.size() > 40);
}

TEST_CASE("letters are copied, reversed or sorted, and every length comes") {
  const Rearrange task = GENERATE(Rearrange::copy, Rearrange::reverse, Rearrange::sort);
  const LetterStrings strings({task, 2, 5, 6}, Part::train, 1);
  CHECK(strings.source_vocabulary().size() == 9);
  std::set<size_t> lengths;
  for (int64_t i = 0; i < 100; ++i) {
    const TextPair pair = strings.text(i);
    std::string expected = pair.source;
    if (task == Rearrange::reverse) expected.assign(pair.source.rbegin(), pair.source.rend());
    if (task == Rearrange::sort) std::sort(expected.begin(), expected.end());
    CHECK(pair.target == expected);
    lengths.insert(pair.source.size());
  }
  CHECK(lengths == std::set<size_t>{2, 3, 4, 5});
  CHECK_THROWS_AS(LetterStrings({task, 0, 5, 6}, Part::train, 1), ValueError);
  CHECK_THROWS_AS(LetterStrings({task, 6, 5, 6}, Part::train, 1), ValueError);
  CHECK_THROWS_AS(LetterStrings({task, 1, 5, 27}, Part::train, 1), ValueError);
}

TEST_CASE("sums are right, filled with zeros, in either order") {
  const Addition reversed({}, Part::train, 1);
  const Addition normal({.answer = Answer::normal}, Part::train, 1);
  CHECK(reversed.sum(417, 85).source == "417+085");
  CHECK(reversed.sum(417, 85).target == "2050");
  CHECK(normal.sum(417, 85).target == "0502");
  CHECK(normal.sum(999, 999).target == "1998");
  CHECK_THROWS_WITH(normal.sum(1000, 1), ContainsSubstring("summands are 0 … 999"));
  CHECK_THROWS_AS(normal.sum(3, -1), ValueError);
  CHECK_THROWS_AS(Addition({.digits = 0}, Part::train, 1), ValueError);
  for (int64_t i = 0; i < 50; ++i) {
    const TextPair pair = normal.text(i);
    CHECK(std::stoi(pair.source.substr(0, 3)) + std::stoi(pair.source.substr(4)) ==
          std::stoi(pair.target));
  }
}

TEST_CASE("a sum and the same sum turned round are in one part") {
  const Addition train({.digits = 2}, Part::train, 1), test({.digits = 2}, Part::test, 1);
  std::set<std::string> trained;
  for (int64_t i = 0; i < 2000; ++i) trained.insert(train.text(i).source);
  for (int64_t i = 0; i < 500; ++i) {
    const std::string sum = test.text(i).source;
    CHECK(trained.count(sum.substr(3) + "+" + sum.substr(0, 2)) == 0);
  }
}

TEST_CASE("the toy translation moves words and lets the verb agree with its subject") {
  const ToyTranslation toy({}, Part::train, 1);
  CHECK(toy.source_vocabulary().size() == 31);
  const Translation known = toy.translate("small red cat sees old dog");
  CHECK(known.text.target == "mira roni tipi kano veli sedora");
  CHECK(known.from == std::vector<int64_t>{2, 1, 0, 5, 4, 3});
  CHECK(toy.translate("dog sees cat").text.target == "kano mira sedoro");
  std::set<size_t> lengths;
  for (int64_t i = 0; i < 200; ++i) {
    const SymbolPair pair = toy.pair(i);
    CHECK(pair.source.size() == pair.target.size());
    lengths.insert(pair.source.size());
  }
  CHECK(lengths == std::set<size_t>{3, 4, 5, 6, 7});
}

TEST_CASE("what is no sentence is not translated") {
  const ToyTranslation toy({}, Part::train, 1);
  CHECK_THROWS_WITH(toy.translate("small sees cat"),
                    ContainsSubstring("word 2 should be a noun, not \"sees\""));
  CHECK_THROWS_WITH(toy.translate("cat dog"), ContainsSubstring("word 2 should be a verb"));
  CHECK_THROWS_WITH(toy.translate("cat sees"), ContainsSubstring("but the sentence ends"));
  CHECK_THROWS_WITH(toy.translate("cat sees dog dog"),
                    ContainsSubstring("word 4 should be the end"));
  CHECK_THROWS_AS(toy.translate(""), ValueError);
  CHECK_THROWS_AS(ToyTranslation({.most_adjectives = 13}, Part::train, 1), ValueError);
}

TEST_CASE("a day has fourteen written forms, all different, and one ISO form") {
  const Dates dates(Part::train, 1);
  std::set<std::string> forms;
  for (int form = 0; form < Dates::kForms; ++form) {
    const TextPair pair = dates.written(1998, 5, 3, form);
    CHECK(pair.target == "1998-05-03");
    CHECK_NOTHROW(dates.source_vocabulary().encode(pair.source));
    forms.insert(pair.source);
  }
  CHECK(int(forms.size()) == Dates::kForms);
  CHECK(forms.count("the 3rd of may 1998") == 1);
  CHECK(forms.count("sunday, 3 may 1998") == 1);
  CHECK(forms.count("3.5.98") == 1);
  CHECK(forms.count("5/3/1998") == 1);
  CHECK(dates.written(2021, 10, 11, 0).source == "the 11th of october 2021");
  CHECK(dates.written(2021, 10, 22, 0).source == "the 22nd of october 2021");
  CHECK(dates.written(1999, 12, 31, 5).source == "friday, 31 december 1999");
}

TEST_CASE("dates are days that exist, as long as the longest form at most") {
  const Dates dates(Part::train, 1);
  std::set<std::string> years;
  for (int64_t i = 0; i < 2000; ++i) {
    const TextPair pair = dates.text(i);
    const std::string& iso = pair.target;
    REQUIRE(iso.size() == 10);
    CHECK(int64_t(pair.source.size()) <= Dates::kLongest);
    const std::chrono::year_month_day day{std::chrono::year(std::stoi(iso.substr(0, 4))),
                                          std::chrono::month(unsigned(std::stoi(iso.substr(5, 2)))),
                                          std::chrono::day(unsigned(std::stoi(iso.substr(8, 2))))};
    CHECK(day.ok());
    years.insert(iso.substr(0, 4));
  }
  CHECK(*years.begin() == "1950");
  CHECK(*years.rbegin() == "2049");
  CHECK(dates.written(2024, 9, 25, 5).source.size() == size_t(Dates::kLongest));
  CHECK_THROWS_WITH(dates.written(1998, 2, 29, 0), ContainsSubstring("there is no day 1998-2-29"));
  CHECK_THROWS_AS(dates.written(2050, 1, 1, 0), ValueError);
  CHECK_THROWS_AS(dates.written(2000, 1, 1, Dates::kForms), ValueError);
}
