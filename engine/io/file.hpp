// Files, opened and written so that nothing hangs and nothing is ever half there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/error.hpp"

namespace heed::inline HEED_PRECISION {

// A file that cannot be written: no space, no permission, no such folder.
struct WriteError : FileError {
  using FileError::FileError;
};

// A FileError's message: "PATH: reason", control characters in the path made visible.
std::string file_message(std::string_view path, std::string_view reason);

// A regular file, open for reading; closed when this goes. FileError for anything else: a folder, a
// pipe (reading one could wait forever), a device.
class InputFile {
 public:
  explicit InputFile(const std::string& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::string& path() const { return path_; }
  int64_t size() const { return size_; }
  size_t read(void* to, size_t most);  // how many bytes came; 0 at the end

 private:
  std::string path_;
  int descriptor_ = -1;
  int64_t size_ = 0;
};

// Writes a temporary file beside `path` and renames it: whoever reads `path` finds the old content
// or the new, never a part, also when the disk fills up or the program is stopped. FileError with
// reason.
void write_file(const std::string& path, std::string_view bytes);

}  // namespace heed::inline HEED_PRECISION
