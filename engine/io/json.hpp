// JSON, read piece by piece and strictly (RFC 8259), without a tree of it in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/io/source.hpp"

namespace heed::inline HEED_PRECISION {

std::string to_json(std::string_view text);  // UTF-8, as a JSON string with its quotes

// Walks through a text that holds one value. Who reads says what must come next; what else comes is
// a FileError with the file's name and the byte. Deeper than 128 levels is refused, too; equal keys
// are the reader's to find.
class JsonReader {
 public:
  // `what` says in messages which part of the file this is: "the header".
  JsonReader(std::string_view text, const Source& file, std::string what);

  std::string string();  // unescaped, in UTF-8
  uint64_t whole();  // without sign, point and exponent; kTooLarge (size.hpp) if it does not fit
  bool null();       // true, and past it, if null comes next
  void object(const std::function<void(std::string key)>& member);  // which reads the value
  void array(const std::function<void()>& element);                 // which reads one
  void skip();                                                      // a value of any kind
  void end();  // nothing but white space is left

  void now_in(std::string what) { what_ = std::move(what); }  // for the messages from here on
  [[noreturn]] void fail(std::string_view reason) const;      // FileError at this byte

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }  // no JSON has a zero byte
  char peek_past_space();
  bool next_is(char wanted);  // true, and past it, if it comes next
  void expect(char wanted);
  void list(char open, char close, const std::function<void()>& item);
  void word(std::string_view wanted);
  void digits();
  void number();
  void escape(std::string& text);
  uint32_t code_unit();  // of \u

  std::string_view text_;
  const Source& file_;
  std::string what_;
  size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace heed::inline HEED_PRECISION
