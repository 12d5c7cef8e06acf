// The dictionary of pronunciations: reading it, refusing what is none, and the fixed split.
#include <algorithm>
#include <set>

#include "data/pronunciations.hpp"
#include "engine/io/file.hpp"
#include "tests/catch.hpp"
#include "tests/data/gzip.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string refusal(const std::string& text) {
  const TemporaryFolder folder;
  write_file(folder / "d.gz", gzipped(text));
  try {
    load_pronunciations(folder / "d.gz");
  } catch (const FileError& error) {
    return std::string(error.what()).substr(folder.path().size() + 1);
  }
  return "accepted";
}

}  // namespace

TEST_CASE("the shipped dictionary has 105538 words of known letters and phonemes") {
  const Pronunciations words = load_pronunciations();
  CHECK(words.size() == 105538);
  const auto cat = std::find_if(words.begin(), words.end(),
                                [](const TextPair& word) { return word.source == "cat"; });
  REQUIRE(cat != words.end());
  CHECK(cat->target == "k ae t");
  const SymbolPair pair = encode({*cat})[0];
  CHECK(pair.source == Symbols{5, 3, 22});
  CHECK(phonemes().decode(pair.target) == "k ae t");
  CHECK(word_letters().size() == 29);
  CHECK(phonemes().size() == 43);
}

TEST_CASE("no word is in two parts of the dictionary, and the split never changes") {
  Pronunciations words = load_pronunciations();
  const PronunciationSplit parts = split(words);
  CHECK(parts.train.size() == 101538);
  CHECK(parts.validation.size() == 2000);
  CHECK(parts.test.size() == 2000);
  std::set<std::string> all;
  for (const auto* part : {&parts.train, &parts.validation, &parts.test})
    for (const TextPair& word : *part) all.insert(word.source);
  CHECK(all.size() == words.size());
  std::reverse(words.begin(), words.end());
  const PronunciationSplit again = split(words);
  for (size_t i = 0; i < 2000; ++i) CHECK(again.test[i].source == parts.test[i].source);
  CHECK(parts.test[0].source == "gumaer");
  CHECK(split({{"a", "ax"}, {"b", "b"}, {"c", "k"}}, 1).train.size() == 1);
  CHECK_THROWS_WITH(split({{"a", "ax"}, {"b", "b"}}, 1), ContainsSubstring("of 2 words"));
}

TEST_CASE("a broken line of the dictionary is refused with its number and the reason") {
  CHECK(refusal("cat\tk ae t\ndog\td ao g\n") == "accepted");
  CHECK(refusal("cat\tk ae t\ndog d ao g\n") ==
        "d.gz: line 2: has no tab between a word and its phonemes");
  CHECK(refusal("cat\tk ae t\n\n") == "d.gz: line 2: has no tab between a word and its phonemes");
  CHECK(refusal("\tk\n") == "d.gz: line 1: the word is empty");
  CHECK(refusal("cat\t\n") == "d.gz: line 1: \"cat\" has no phonemes");
  CHECK(refusal("cat\tk qq t\n") ==
        "d.gz: line 1: the phonemes of \"cat\", \"k qq t\", are not all known, with one space "
        "between two of them");
  CHECK_THAT(refusal("cat\tk  ae t\n"), ContainsSubstring("not all known"));
  CHECK(refusal("caf\u00e9\tk ae f\n") ==
        "d.gz: line 1: character 4 of the word, \"\u00e9\", is not one of the letters a to z");
  CHECK(refusal("cat\tk ae t\ncat\tk ae t\n") == "d.gz: line 2: \"cat\" came before");
  CHECK(refusal("") == "d.gz: holds no words");
}

TEST_CASE("a word to be pronounced is checked letter by letter") {
  CHECK_NOTHROW(check_word("cat"));
  CHECK_NOTHROW(check_word(std::string(22, 'a')));
  CHECK_THROWS_WITH(check_word(""), ContainsSubstring("the word is empty"));
  CHECK_THROWS_WITH(check_word(std::string(23, 'a')), ContainsSubstring("has 23 letters"));
  CHECK_THROWS_WITH(check_word("Cat"), ContainsSubstring("character 1 of the word, \"C\","));
  CHECK_THROWS_WITH(check_word("a b"), ContainsSubstring("character 2 of the word, \" \","));
  CHECK_THROWS_WITH(check_word("ca\x01"), ContainsSubstring("character 3 of the word, the byte"));
}
