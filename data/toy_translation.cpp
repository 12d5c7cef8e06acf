// The toy language: its dictionary, and its grammar.
#include "data/toy_translation.hpp"

#include <algorithm>

namespace heed::inline HEED_PRECISION {

namespace {

struct Word {
  const char *english, *toy;
};
constexpr Word kNouns[] = {{"cat", "mira"},   {"dog", "kano"}, {"bird", "pela"},  {"fish", "suno"},
                           {"horse", "tava"}, {"fox", "runo"}, {"child", "nila"}, {"king", "rego"},
                           {"queen", "luma"}, {"bear", "bodo"}};
constexpr Word kVerbs[] = {{"sees", "sedo"},    {"hears", "audi"}, {"likes", "amo"},
                           {"follows", "sequ"}, {"finds", "trov"}, {"helps", "juva"}};
constexpr Word kAdjectives[] = {{"small", "tipi"},  {"big", "grandi"},  {"old", "veli"},
                                {"young", "juni"},  {"red", "roni"},    {"white", "albi"},
                                {"quick", "rapi"},  {"slow", "lenti"},  {"kind", "boni"},
                                {"clever", "sapi"}, {"hungry", "fami"}, {"happy", "feli"}};

template <size_t N>
const Word* find(const Word (&words)[N], const std::string& english) {
  for (const Word& word : words)
    if (english == word.english) return &word;
  return nullptr;
}

Vocabulary english() {
  std::vector<std::string> words;
  for (const Word& word : kAdjectives) words.emplace_back(word.english);
  for (const Word& word : kNouns) words.emplace_back(word.english);
  for (const Word& word : kVerbs) words.emplace_back(word.english);
  return Vocabulary::words(std::move(words));
}

Vocabulary toy() {
  std::vector<std::string> words;
  for (const Word& word : kAdjectives) words.emplace_back(word.toy);
  for (const Word& word : kNouns) words.emplace_back(word.toy);
  for (const char* ending : {"ra", "ro"})
    for (const Word& word : kVerbs) words.emplace_back(std::string(word.toy) + ending);
  return Vocabulary::words(std::move(words));
}

template <size_t N>
const char* any(const Word (&words)[N], Random& random) {
  return words[random.integer(int64_t(N))].english;
}

// Reads a sentence from left to right, and writes its translation.
class Reader {
 public:
  Reader(const std::vector<std::string>& words, Place at) : words_(words), at_(at) {}

  Translation translate() {
    const std::string subject = noun_phrase();
    const size_t verb = next_;
    const Word& known = expect(kVerbs, "a verb");
    noun_phrase();
    if (next_ < words_.size()) fail("the end");
    put(std::string(known.toy) + "r" + subject.back(), verb);
    return std::move(result_);
  }

 private:
  // Adjectives before their noun; behind it, in the opposite order. Returns the noun.
  std::string noun_phrase() {
    const size_t begin = next_;
    while (next_ < words_.size() && find(kAdjectives, words_[next_])) ++next_;
    const size_t noun = next_;
    const Word& known = expect(kNouns, "a noun");
    put(known.toy, noun);
    for (size_t i = noun; i-- > begin;) put(find(kAdjectives, words_[i])->toy, i);
    return known.toy;
  }

  template <size_t N>
  const Word& expect(const Word (&words)[N], const char* wanted) {
    const Word* word = next_ < words_.size() ? find(words, words_[next_]) : nullptr;
    if (!word) fail(wanted);
    ++next_;
    return *word;
  }

  [[noreturn]] void fail(const std::string& wanted) const {
    const bool end = next_ == words_.size();
    throw ValueError(
        explain("ToyTranslation", at_,
                "word " + std::to_string(next_ + 1) + " should be " + wanted +
                    (end ? ", but the sentence ends" : ", not \"" + words_[next_] + "\""),
                {}, "a sentence is [adjectives] noun verb [adjectives] noun"));
  }

  void put(const std::string& word, size_t from) {
    result_.text.target += (result_.from.empty() ? "" : " ") + word;
    result_.from.push_back(int64_t(from));
  }

  const std::vector<std::string>& words_;
  Place at_;
  size_t next_ = 0;
  Translation result_;
};

}  // namespace

ToyTranslation::ToyTranslation(const ToyTranslationOptions& options, Part part, uint64_t seed,
                               Place at)
    : PairGenerator(english(), toy(), part, seed), most_adjectives_(options.most_adjectives) {
  if (most_adjectives_ < 0 || most_adjectives_ > int64_t(std::size(kAdjectives)))
    throw ValueError(explain("ToyTranslation", at,
                             "a noun cannot have " + std::to_string(most_adjectives_) +
                                 " adjectives: there are " +
                                 std::to_string(std::size(kAdjectives))));
}

Translation ToyTranslation::translate(const std::string& source, Place at) const {
  const std::vector<std::string> words = source_vocabulary().cut(source);
  Translation result = Reader(words, at).translate();
  result.text.source = source;
  return result;
}

TextPair ToyTranslation::draw(Random& random) const {
  std::string source;
  const auto noun_phrase = [&] {
    const int64_t count = random.integer(most_adjectives_ + 1);
    const auto order = random.permutation(int64_t(std::size(kAdjectives)));
    for (int64_t i = 0; i < count; ++i)
      source += std::string(kAdjectives[order[size_t(i)]].english) + " ";
    source += any(kNouns, random);
  };
  noun_phrase();
  source += std::string(" ") + any(kVerbs, random) + " ";
  noun_phrase();
  return translate(source).text;
}

}  // namespace heed::inline HEED_PRECISION
