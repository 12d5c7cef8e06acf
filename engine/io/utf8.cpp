// Unicode text in bytes.

#include "engine/io/utf8.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

// The bytes of the character that begins there; 0 if none does.
size_t length_of_first(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? uint8_t(text[i]) : uint8_t(0); };
  const auto is_tail = [&](size_t i) { return byte(i) >> 6 == 2; };
  const uint8_t first = byte(0), second = byte(1);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return is_tail(1) ? 2 : 0;
  if (first == 0xe0 && second < 0xa0) return 0;  // overlong
  if (first == 0xed && second > 0x9f) return 0;  // surrogates
  if (first >= 0xe0 && first <= 0xef) return is_tail(1) && is_tail(2) ? 3 : 0;
  if (first == 0xf0 && second < 0x90) return 0;  // overlong
  if (first == 0xf4 && second > 0x8f) return 0;  // beyond U+10FFFF
  if (first >= 0xf0 && first <= 0xf4) return is_tail(1) && is_tail(2) && is_tail(3) ? 4 : 0;
  return 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const size_t length = length_of_first(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void append_utf8(std::string& text, uint32_t character) {
  const auto tail = [&](int shift) { text += char(0x80 | (character >> shift & 0x3f)); };
  if (character < 0x80) {
    text += char(character);
    return;
  }
  if (character < 0x800) {
    text += char(0xc0 | character >> 6);
  } else {
    if (character < 0x10000) {
      text += char(0xe0 | character >> 12);
    } else {
      text += char(0xf0 | character >> 18);
      tail(12);
    }
    tail(6);
  }
  tail(0);
}

}  // namespace heed::inline HEED_PRECISION
