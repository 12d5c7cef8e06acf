// Tests of readers: files in memory, and why a reader refuses one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/io/source.hpp"
#include "tests/catch.hpp"

namespace heed::inline HEED_PRECISION {

// "accepted", or the message of the error that read() ends with.
template <class Kind = FileError, class Read>
std::string refusal(Read read) {
  try {
    read();
  } catch (const Kind& error) {
    return error.what();
  }
  return "accepted";
}

// The bytes live longer than the source.
inline std::unique_ptr<Source> in_memory(std::string_view bytes) {
  return std::make_unique<MemorySource>(bytes, "x.file");
}

// A refusal names the file, says what is expected of it, and what to do.
inline void check_refusal(const std::string& text, std::string_view expected) {
  INFO("says: " << text << "\nshould say: " << expected);
  CHECK(text.starts_with("x.file"));
  CHECK(text.find(expected) != std::string::npos);
}

}  // namespace heed::inline HEED_PRECISION
