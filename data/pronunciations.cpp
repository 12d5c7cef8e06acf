// The reader of the dictionary, and its split.
#include "data/pronunciations.hpp"

#include <algorithm>
#include <unordered_set>

#include "data/gz_lines.hpp"
#include "data/text_hash.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr GzLimits kLimits{.line_bytes = 4096, .total_bytes = 1 << 26};

TextPair parse_line(const std::string& line, const GzLines& lines) {
  const size_t tab = line.find('\t');
  if (tab == std::string::npos) throw lines.error("has no tab between a word and its phonemes");
  TextPair pair{line.substr(0, tab), line.substr(tab + 1)};
  if (const std::string problem = word_problem(pair.source); !problem.empty())
    throw lines.error(problem);
  if (pair.target.empty()) throw lines.error("\"" + pair.source + "\" has no phonemes");
  try {
    phonemes().encode(pair.target);
  } catch (const ValueError&) {
    throw lines.error("the phonemes of \"" + pair.source + "\", \"" + pair.target.substr(0, 60) +
                      "\", are not all known, with one space between two of them");
  }
  return pair;
}

}  // namespace

Pronunciations load_pronunciations(const std::string& path) {
  GzLines lines(path, kLimits);
  Pronunciations words;
  std::unordered_set<std::string> seen;
  for (std::string line; lines.next(line);) {
    words.push_back(parse_line(line, lines));
    if (!seen.insert(words.back().source).second)
      throw lines.error("\"" + words.back().source + "\" came before");
  }
  if (words.empty()) throw FileError(file_message(path, "holds no words"));
  return words;
}

std::string word_problem(const std::string& word) {
  if (word.empty()) return "the word is empty";
  const std::vector<std::string> characters = word_letters().cut(word);
  for (size_t i = 0; i < characters.size(); ++i)
    if (characters[i] < "a" || characters[i] > "z")
      return "character " + std::to_string(i + 1) + " of the word, " +
             quoted_symbol(characters[i]) + ", is not one of the letters a to z";
  if (word.size() > kLongestWord)
    return "the word has " + std::to_string(word.size()) + " letters; at most " +
           std::to_string(kLongestWord) + " are known";
  return "";
}

void check_word(const std::string& word, Place at) {
  const std::string problem = word_problem(word);
  if (!problem.empty()) throw ValueError(explain("check_word", at, problem));
}

const Vocabulary& word_letters() {
  static const Vocabulary letters = Vocabulary::characters("abcdefghijklmnopqrstuvwxyz");
  return letters;
}

const Vocabulary& phonemes() {
  static const Vocabulary all = Vocabulary::words(
      {"aa", "ae", "ah", "ao", "aw", "ax", "ay", "b", "ch", "d", "dh", "eh", "er", "ey",
       "f",  "g",  "hh", "ih", "iy", "jh", "k",  "l", "m",  "n", "ng", "ow", "oy", "p",
       "r",  "s",  "sh", "t",  "th", "uh", "uw", "v", "w",  "y", "z",  "zh"});
  return all;
}

PronunciationSplit split(const Pronunciations& words, int64_t held_out, Place at) {
  if (held_out < 1 || int64_t(words.size()) <= 2 * held_out)
    throw ValueError(explain("split", at,
                             "cannot hold out twice " + std::to_string(held_out) + " of " +
                                 std::to_string(words.size()) + " words"));
  std::vector<std::pair<uint64_t, size_t>> order;
  for (size_t i = 0; i < words.size(); ++i) order.emplace_back(text_hash(words[i].source), i);
  std::sort(order.begin(), order.end());
  PronunciationSplit parts;
  for (size_t n = 0; n < order.size(); ++n) {
    Pronunciations& part = n < size_t(held_out)       ? parts.test
                           : n < 2 * size_t(held_out) ? parts.validation
                                                      : parts.train;
    part.push_back(words[order[n].second]);
  }
  return parts;
}

std::vector<SymbolPair> encode(const Pronunciations& words) {
  std::vector<SymbolPair> pairs;
  for (const TextPair& word : words) pairs.push_back(encode(word, word_letters(), phonemes()));
  return pairs;
}

}  // namespace heed::inline HEED_PRECISION
