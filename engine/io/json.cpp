// JSON, read piece by piece and strictly (RFC 8259), without a tree of it in memory.

#include "engine/io/json.hpp"

#include <cstdio>

#include "engine/io/size.hpp"
#include "engine/io/utf8.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr int kDeepest = 128;
constexpr std::string_view kEscaped = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";  // pair by pair

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_control(char c) { return c >= 0 && c < ' '; }

}  // namespace

std::string to_json(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    const size_t escaped = kEscaped.find(c);
    char code[8];
    std::snprintf(code, sizeof code, "\\u%04x", unsigned(uint8_t(c)));
    if (escaped != std::string_view::npos)
      json += {'\\', kLetters[escaped]};
    else if (is_control(c))
      json += code;
    else
      json += c;
  }
  return json + "\"";
}

JsonReader::JsonReader(std::string_view text, const Source& file, std::string what)
    : text_(text), file_(file), what_(std::move(what)) {
  if (!is_utf8(text)) fail("the text is not UTF-8");
}

void JsonReader::fail(std::string_view reason) const {
  throw damaged(file_, what_ + ", byte " + std::to_string(at_), reason);
}

char JsonReader::peek_past_space() {
  while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  return peek();
}

bool JsonReader::next_is(char wanted) {
  if (peek_past_space() != wanted) return false;
  ++at_;
  return true;
}

void JsonReader::expect(char wanted) {
  if (!next_is(wanted)) fail(std::string("no ") + wanted + " where one must be");
}

void JsonReader::list(char open, char close, const std::function<void()>& item) {
  expect(open);
  if (++depth_ > kDeepest) fail("nested too deep");
  if (!next_is(close)) {
    do item();
    while (next_is(','));
    expect(close);
  }
  --depth_;
}

void JsonReader::array(const std::function<void()>& element) { list('[', ']', element); }

void JsonReader::object(const std::function<void(std::string key)>& member) {
  list('{', '}', [&] {
    std::string key = string();
    expect(':');
    member(std::move(key));
  });
}

std::string JsonReader::string() {
  expect('"');
  std::string text;
  while (true) {
    const size_t begin = at_;
    while (at_ < text_.size() && peek() != '"' && peek() != '\\' && !is_control(peek())) ++at_;
    text += text_.substr(begin, at_ - begin);
    if (at_ == text_.size()) fail("a string without an end");
    if (is_control(peek())) fail("a control character in a string");
    if (text_[at_++] == '"') return text;
    escape(text);
  }
}

void JsonReader::escape(std::string& text) {
  const char letter = peek();
  const size_t known = kLetters.find(letter);
  if (letter != 'u' && letter != '/' && known == std::string_view::npos) fail("an unknown escape");
  ++at_;
  if (letter != 'u') {
    text += letter == '/' ? letter : kEscaped[known];
    return;
  }
  uint32_t character = code_unit();
  if (character >> 10 == 0xd800 >> 10 && text_.substr(at_, 2) == "\\u") {  // the first of a pair
    at_ += 2;
    const uint32_t second = code_unit();
    if (second >> 10 != 0xdc00 >> 10) fail("half of a surrogate pair");
    character = 0x10000 + ((character & 1023) << 10 | (second & 1023));
  }
  if (character >> 11 == 0xd800 >> 11) fail("half of a surrogate pair");
  append_utf8(text, character);
}

uint32_t JsonReader::code_unit() {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    const size_t digit = std::string_view("0123456789abcdef0123456789ABCDEF").find(peek());
    if (digit == std::string_view::npos) fail("\\u needs four hexadecimal digits");
    value = value << 4 | uint32_t(digit & 15);
  }
  return value;
}

uint64_t JsonReader::whole() {
  if (!is_digit(peek_past_space())) fail("no whole number where one must be");
  const size_t begin = at_;
  number();
  uint64_t value = 0;
  for (const char c : text_.substr(begin, at_ - begin)) {
    if (!is_digit(c)) fail("a number with point or exponent where a whole one must be");
    value = checked_add(checked_multiply(value, 10), uint64_t(c - '0'));
    if (value == kTooLarge) break;
  }
  return value;
}

void JsonReader::digits() {
  if (!is_digit(peek())) fail("no digit where one must be");
  while (is_digit(peek())) ++at_;
}

void JsonReader::number() {
  if (peek() == '-') ++at_;
  if (peek() == '0')
    ++at_;  // and no other digit: 01 is no number
  else
    digits();
  if (is_digit(peek())) fail("a number that begins with 0");
  if (peek() == '.') {
    ++at_;
    digits();
  }
  if (peek() == 'e' || peek() == 'E') {
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    digits();
  }
}

void JsonReader::word(std::string_view wanted) {
  if (text_.substr(at_, wanted.size()) != wanted) fail("no value where one must be");
  at_ += wanted.size();
}

bool JsonReader::null() {
  if (peek_past_space() != 'n') return false;
  word("null");
  return true;
}

void JsonReader::skip() {
  switch (peek_past_space()) {
    case '{':
      return object([&](const std::string&) { skip(); });
    case '[':
      return array([&] { skip(); });
    case '"':
      string();
      return;
    case 't':
      return word("true");
    case 'f':
      return word("false");
    case 'n':
      return word("null");
    default:
      return number();
  }
}

void JsonReader::end() {
  if (peek_past_space() != '\0' || at_ != text_.size()) fail("something behind the end");
}

}  // namespace heed::inline HEED_PRECISION
