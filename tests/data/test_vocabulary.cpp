// Vocabularies: text to numbers and back, and what they say to what they do not know.
#include "data/vocabulary.hpp"
#include "tests/catch.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a vocabulary gives numbers behind its three signs, and takes them back") {
  const Vocabulary letters = Vocabulary::characters("abcé");
  CHECK(letters.size() == 7);
  CHECK(letters.encode("cabé") == Symbols{5, 3, 4, 6});
  CHECK(letters.decode({5, 3, 4, 6}) == "cabé");
  CHECK(letters.encode("").empty());
  CHECK(letters.symbol(Vocabulary::kEos) == "<eos>");
  const Vocabulary words = Vocabulary::words({"cat", "dog"});
  CHECK(words.encode("dog cat dog") == Symbols{4, 3, 4});
  CHECK(words.decode({4, 3, 4}) == "dog cat dog");
  CHECK(words.encode("").empty());
}

TEST_CASE("decoding ends at the first eos and leaves out padding and bos") {
  const Vocabulary letters = Vocabulary::characters("ab");
  CHECK(letters.decode({1, 3, 0, 4, 2, 3, 3}) == "ab");
  CHECK(letters.decode({2, 3}).empty());
  CHECK_THROWS_WITH(letters.decode({3, 5}), ContainsSubstring("there is no symbol 5"));
  CHECK_THROWS_WITH(letters.symbol(-1), ContainsSubstring("numbers are 0 … 4"));
}

TEST_CASE("an unknown symbol is named with its position") {
  const Vocabulary letters = Vocabulary::characters("aé");
  CHECK_THROWS_AS(letters.encode("ab"), ValueError);
  CHECK_THROWS_WITH(letters.encode("éab"),
                    ContainsSubstring("character 3, \"b\", is not in the vocabulary") &&
                        ContainsSubstring("known are: aé"));
  CHECK_THROWS_WITH(letters.encode("éü"), ContainsSubstring("character 2, \"ü\","));
  CHECK_THROWS_WITH(letters.encode("a\n"), ContainsSubstring("character 2, the byte 0x0a,"));
  CHECK_THROWS_WITH(letters.encode("a\xc3"), ContainsSubstring("character 2, the byte 0xc3,"));
  const Vocabulary words = Vocabulary::words({"cat", "dog"});
  CHECK_THROWS_WITH(words.encode("cat cow"), ContainsSubstring("word 2, \"cow\",") &&
                                                 ContainsSubstring("known are: cat dog"));
  CHECK_THROWS_WITH(words.encode("cat  dog"), ContainsSubstring("word 2, which is empty,"));
  CHECK_THROWS_WITH(words.encode("<eos>"), ContainsSubstring("word 1, \"<eos>\","));
}

TEST_CASE("a vocabulary needs symbols, none of them empty or twice") {
  CHECK_THROWS_WITH(Vocabulary::characters(""), ContainsSubstring("there are no symbols"));
  CHECK_THROWS_WITH(Vocabulary::characters("aba"), ContainsSubstring("\"a\" comes twice"));
  CHECK_THROWS_WITH(Vocabulary::words({"cat", ""}), ContainsSubstring("a word is empty"));
  CHECK_THROWS_WITH(Vocabulary::words({"a cat"}), ContainsSubstring("\"a cat\""));
  CHECK_THROWS_WITH(Vocabulary::words({"<pad>"}), ContainsSubstring("comes twice"));
}

TEST_CASE("the state of one vocabulary is refused by another") {
  Vocabulary letters = Vocabulary::characters("abc"), same = Vocabulary::characters("abc");
  Vocabulary others = Vocabulary::characters("acb"), words = Vocabulary::words({"abc"});
  CHECK(letters == same);
  CHECK_FALSE(letters == others);
  CHECK_FALSE(letters == words);
  CHECK_NOTHROW(same.load_state_dict(letters.state_dict()));
  CHECK_THROWS_WITH(others.load_state_dict(letters.state_dict()), ContainsSubstring("symbols") &&
                                                                      ContainsSubstring("abc") &&
                                                                      ContainsSubstring("acb"));
  CHECK_THROWS_AS(words.load_state_dict(letters.state_dict()), ValueError);
}
