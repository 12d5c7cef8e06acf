// Bytes from a file or from memory, and how a message names what they are called.

#include "engine/io/source.hpp"

#include <cstring>

#include "engine/io/size.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

bool is_control(char c) { return (c >= 0 && c < ' ') || c == 127; }

// The bytes of a character beyond ASCII that a terminal obeys: the second set of control characters
// (U+0080 to U+009F) and the marks of direction (U+202A to U+202E, U+2066 to U+2069). 0 for others.
size_t length_of_mark(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? uint8_t(text[i]) : uint8_t(0); };
  if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) <= 0x9f) return 2;
  if (byte(0) != 0xe2) return 0;
  if (byte(1) == 0x80 && byte(2) >= 0xaa && byte(2) <= 0xae) return 3;
  if (byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9) return 3;
  return 0;
}

std::string harmless(std::string_view text, size_t most) {
  std::string shown;
  while (!text.empty()) {
    const bool begins = uint8_t(text[0]) >> 6 != 2;  // no character is cut in two
    if (shown.size() >= most && begins) return shown + "...";
    const size_t mark = length_of_mark(text);
    shown += mark > 0 || is_control(text[0]) ? '?' : text[0];
    text.remove_prefix(mark > 0 ? mark : 1);
  }
  return shown;
}

}  // namespace

std::string printable(std::string_view text) { return harmless(text, 100); }

std::string file_message(std::string_view path, std::string_view reason) {
  return harmless(path, SIZE_MAX).append(": ").append(reason);
}

FileError damaged(const Source& file, std::string_view part, std::string_view reason,
                  std::string_view advice) {
  std::string text(part);
  text.append(": ").append(reason).append("\n  ").append(advice);
  return FileError(file_message(file.name(), text));
}

void Source::read_at(uint64_t offset, void* to, uint64_t count) const {
  if (!is_inside(offset, count, size()))
    throw damaged(
        *this,
        "bytes " + std::to_string(offset) + " to " + std::to_string(checked_add(offset, count)),
        "not among its " + std::to_string(size()));
  for (char* next = static_cast<char*>(to); count > 0;) {
    const uint64_t came = read_some(offset, next, count);
    if (came == 0)
      throw FileError(file_message(name_, "was made shorter while it was read: read it again"));
    next += came, offset += came, count -= came;
  }
}

std::string Source::read_at(uint64_t offset, uint64_t count) const {
  if (!is_inside(offset, count, size())) read_at(offset, nullptr, count);  // throws
  std::string bytes(count, '\0');
  read_at(offset, bytes.data(), count);
  return bytes;
}

uint64_t MemorySource::read_some(uint64_t offset, void* to, uint64_t most) const {
  std::memcpy(to, bytes_.data() + offset, most);
  return most;
}

}  // namespace heed::inline HEED_PRECISION
