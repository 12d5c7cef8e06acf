// Where a reader's bytes come from: a file (file.hpp), or memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "engine/error.hpp"

namespace heed::inline HEED_PRECISION {

// Text from outside, fit for a message: no more than 100 bytes of it, and without what could drive
// a terminal (control characters, marks that turn the direction of writing).
std::string printable(std::string_view text);

// A FileError's message, "PATH: reason", with a printable path.
std::string file_message(std::string_view path, std::string_view reason);

// Bytes whose number is known, so that a reader can check what they claim before it takes memory.
class Source {
 public:
  explicit Source(std::string name) : name_(std::move(name)) {}
  virtual ~Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  const std::string& name() const { return name_; }  // the path, for messages
  virtual uint64_t size() const = 0;                 // bytes

  // Copies bytes [offset, offset + count). FileError if they are not all there.
  void read_at(uint64_t offset, void* to, uint64_t count) const;
  std::string read_at(uint64_t offset, uint64_t count) const;

 protected:
  // Copies what can be had at once, at least a byte; 0 if there is none.
  virtual uint64_t read_some(uint64_t offset, void* to, uint64_t most) const = 0;

 private:
  std::string name_;
};

// What to throw when a file is not what it should be: "FILE: PART: REASON", and what to do.
FileError damaged(const Source& file, std::string_view part, std::string_view reason,
                  std::string_view advice =
                      "the file is damaged, or of another kind: get it "
                      "again, or save it again");

// Bytes that somebody else holds, for as long as this lives.
class MemorySource : public Source {
 public:
  explicit MemorySource(std::string_view bytes, std::string name = "memory")
      : Source(std::move(name)), bytes_(bytes) {}
  uint64_t size() const override { return bytes_.size(); }

 protected:
  uint64_t read_some(uint64_t offset, void* to, uint64_t most) const override;

 private:
  std::string_view bytes_;
};

}  // namespace heed::inline HEED_PRECISION
