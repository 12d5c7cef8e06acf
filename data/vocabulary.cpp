// Symbols to numbers and back.
#include "data/vocabulary.hpp"

#include <algorithm>

#include "engine/io/utf8.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// How many bytes the UTF-8 character takes that begins with this one; 1 for what begins none.
size_t character_bytes(unsigned char first) {
  return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
}

std::vector<std::string> cut_characters(std::string_view text) {
  std::vector<std::string> characters;
  while (!text.empty()) {
    const size_t bytes = std::min(character_bytes((unsigned char)(text[0])), text.size());
    characters.emplace_back(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  return characters;
}

std::vector<std::string> cut_words(std::string_view text) {
  std::vector<std::string> words;
  if (text.empty()) return words;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

}  // namespace

std::string quoted_symbol(const std::string& symbol) {
  const auto unseen = [](char c) { return (c >= 0 && c < ' ') || c == 127; };
  if (is_utf8(symbol) && std::none_of(symbol.begin(), symbol.end(), unseen))
    return "\"" + symbol + "\"";
  std::string bytes = symbol.size() == 1 ? "the byte" : "the bytes";
  constexpr const char* kDigits = "0123456789abcdef";
  for (const char c : symbol) {
    const auto byte = (unsigned char)(c);
    bytes = bytes + " 0x" + kDigits[byte / 16] + kDigits[byte % 16];
  }
  return bytes;
}

Vocabulary Vocabulary::characters(std::string_view letters, Place at) {
  return Vocabulary(cut_characters(letters), false, at);
}

Vocabulary Vocabulary::words(std::vector<std::string> words, Place at) {
  return Vocabulary(std::move(words), true, at);
}

Vocabulary::Vocabulary(std::vector<std::string> symbols, bool words, Place at)
    : symbols_{"<pad>", "<bos>", "<eos>"}, words_(words) {
  if (symbols.empty()) throw ValueError(explain("Vocabulary", at, "there are no symbols"));
  for (std::string& symbol : symbols) {
    if (symbol.empty() || (words && symbol.find(' ') != std::string::npos))
      throw ValueError(explain("Vocabulary", at,
                               "a word is empty or has a space in it: " + quoted_symbol(symbol)));
    symbols_.push_back(std::move(symbol));
  }
  for (int64_t i = 0; i < size(); ++i)
    if (!numbers_.emplace(symbols_[size_t(i)], i).second)
      throw ValueError(
          explain("Vocabulary", at, quoted_symbol(symbols_[size_t(i)]) + " comes twice"));
}

const std::string& Vocabulary::symbol(int64_t number, Place at) const {
  if (number < 0 || number >= size())
    throw ValueError(explain("Vocabulary", at, "there is no symbol " + std::to_string(number), {},
                             "numbers are 0 … " + std::to_string(size() - 1)));
  return symbols_[size_t(number)];
}

std::vector<std::string> Vocabulary::cut(std::string_view text) const {
  return words_ ? cut_words(text) : cut_characters(text);
}

Symbols Vocabulary::encode(std::string_view text, Place at) const {
  Symbols numbers;
  for (const std::string& symbol : cut(text)) {
    const auto known = numbers_.find(symbol);
    if (known == numbers_.end() || known->second <= kEos)
      throw ValueError(explain(
          "Vocabulary", at,
          std::string(words_ ? "word " : "character ") + std::to_string(numbers.size() + 1) +
              (symbol.empty() ? ", which is empty," : ", " + quoted_symbol(symbol) + ",") +
              " is not in the vocabulary",
          {}, "known are: " + listed()));
    numbers.push_back(known->second);
  }
  return numbers;
}

std::string Vocabulary::decode(const Symbols& numbers, Place at) const {
  std::string text;
  for (const int64_t number : numbers) {
    if (number == kEos) break;
    if (number == kPad || number == kBos) continue;
    if (words_ && !text.empty()) text += ' ';
    text += symbol(number, at);
  }
  return text;
}

std::string Vocabulary::listed() const {
  std::string all;
  for (int64_t i = kEos + 1; i < size(); ++i)
    all += (words_ && i > kEos + 1 ? " " : "") + symbols_[size_t(i)];
  return all;
}

bool Vocabulary::operator==(const Vocabulary& other) const {
  return words_ == other.words_ && symbols_ == other.symbols_;
}

State Vocabulary::state_dict() {
  State state;
  state.put("kind", kind());
  state.put("made_of", words_ ? "words" : "characters");
  state.put("symbols", listed().c_str());
  return state;
}

std::function<void()> Vocabulary::read_state(StateReader& from) {
  from.agrees("kind", kind());
  from.agrees("made_of", words_ ? "words" : "characters");
  from.agrees("symbols", listed().c_str());
  return [] {};  // it is as it was saved: there is nothing to put into place
}

}  // namespace heed::inline HEED_PRECISION
