// Vocabulary: the symbols of a language, letters or words, and a number for each.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/state.hpp"

namespace heed::inline HEED_PRECISION {

// A sequence as a model sees it: the numbers of its symbols.
using Symbols = std::vector<int64_t>;

// A symbol as messages show it: "é" in quotes, or its bytes where they are no visible text.
std::string quoted_symbol(const std::string& symbol);

// Numbers 0, 1, 2 are no symbols of the language but signs that all vocabularies have; its own
// symbols follow, in the order in which they were given. Equal vocabularies have equal states, so a
// checkpoint that holds the state of one refuses to be loaded with another.
class Vocabulary : public Stateful {
 public:
  static constexpr int64_t kPad = 0;  // fills a batch behind the end of its shorter sequences
  static constexpr int64_t kBos = 1;  // begins what a decoder reads
  static constexpr int64_t kEos = 2;  // ends what a decoder writes

  // Every character of `letters` (UTF-8) is a symbol, and a text is written without gaps.
  static Vocabulary characters(std::string_view letters, Place at = Place::here());
  // Every word is a symbol, and a text is written with one space between words. ValueError, here
  // and above, for no symbols, an empty one, or one that comes twice.
  static Vocabulary words(std::vector<std::string> words, Place at = Place::here());

  int64_t size() const { return int64_t(symbols_.size()); }  // with the three signs
  // "a", "cat", "<pad>", "<bos>", "<eos>". ValueError for a number that is not there.
  const std::string& symbol(int64_t number, Place at = Place::here()) const;
  // The symbols of a text, without any sign; none for "". ValueError, with the symbol and its
  // position, counted from 1, for one that is not there.
  Symbols encode(std::string_view text, Place at = Place::here()) const;
  // The text up to the first eos; pad and bos are left out.
  std::string decode(const Symbols& numbers, Place at = Place::here()) const;
  // The text cut into its symbols, known or not.
  std::vector<std::string> cut(std::string_view text) const;

  bool operator==(const Vocabulary& other) const;  // the same symbols with the same numbers
  const char* kind() const override { return "Vocabulary"; }
  State state_dict() override;
  std::function<void()> read_state(StateReader& from) override;

 private:
  Vocabulary(std::vector<std::string> symbols, bool words, Place at);
  std::string listed() const;  // its own symbols in one line
  std::vector<std::string> symbols_;
  std::unordered_map<std::string, int64_t> numbers_;
  bool words_;
};

}  // namespace heed::inline HEED_PRECISION
