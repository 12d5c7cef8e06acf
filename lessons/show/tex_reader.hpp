// Reading TeX from left to right: the place, and what stands there.
#pragma once

#include <cctype>
#include <string>
#include <string_view>
#include <utility>

#include "engine/error.hpp"

namespace heed::show {

class TexReader {
 public:
  explicit TexReader(std::string_view tex) : tex_(tex) {}

  bool done() const { return at_ >= tex_.size(); }
  char peek() const { return done() ? '\0' : tex_[at_]; }

  // Whether `text` stands here. A command ends where its letters do: \right is not in \rightarrow.
  bool starts(std::string_view text) const {
    const bool command = text.size() > 1 && text[0] == '\\' && letter(text.back());
    const size_t end = at_ + text.size();
    return tex_.substr(at_).starts_with(text) &&
           !(command && end < tex_.size() && letter(tex_[end]));
  }
  bool take(std::string_view text) {
    const bool here = starts(text);
    if (here) at_ += text.size();
    return here;
  }
  void expect(std::string_view text) {
    if (!take(text)) fail("expected " + std::string(text));
  }
  void skip_spaces() {
    while (!done() && std::isspace(static_cast<unsigned char>(peek()))) ++at_;
  }

  // One character, of one or more bytes.
  std::string_view character() {
    const size_t begin = at_++;
    while (!done() && (peek() & 0xC0) == 0x80) ++at_;
    return tex_.substr(begin, at_ - begin);
  }
  std::string_view number() {
    const size_t begin = at_;
    while (digit(peek()) || (peek() == '.' && at_ + 1 < tex_.size() && digit(tex_[at_ + 1]))) ++at_;
    return tex_.substr(begin, at_ - begin);
  }
  // A command's name, after its backslash: letters, or one other character.
  std::string_view name() {
    if (done()) fail("a command is missing");
    const size_t begin = at_;
    while (letter(peek())) ++at_;
    return at_ > begin ? tex_.substr(begin, at_ - begin) : character();
  }
  // What stands between { and the next }, as it is.
  std::string_view braced() {
    skip_spaces();
    expect("{");
    const size_t end = tex_.find('}', at_);
    if (end == std::string_view::npos) fail("a } is missing");
    const size_t begin = std::exchange(at_, end + 1);
    return tex_.substr(begin, end - begin);
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw ValueError("[formula] " + why + ": " + std::string(tex_.substr(0, at_)) + " <-- " +
                     std::string(tex_.substr(at_)));
  }

  static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
  static bool digit(char c) { return c >= '0' && c <= '9'; }

 private:
  std::string_view tex_;
  size_t at_ = 0;
};

}  // namespace heed::show
