// Files, opened and written so that nothing hangs and nothing is ever half there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/error.hpp"
#include "engine/io/source.hpp"

namespace heed::inline HEED_PRECISION {

// A file that cannot be written: no space, no permission, no such folder.
struct WriteError : FileError {
  using FileError::FileError;
};

// A regular file, open for reading; closed when this goes. FileError for anything else: a folder, a
// pipe (reading one could wait forever), a device.
class InputFile : public Source {
 public:
  explicit InputFile(const std::string& path);
  ~InputFile() override;

  const std::string& path() const { return name(); }  // as it was given
  uint64_t size() const override { return size_; }    // when it was opened
  size_t read(void* to, size_t most);  // the next bytes, and how many came; 0 at the end

 protected:
  uint64_t read_some(uint64_t offset, void* to, uint64_t most) const override;

 private:
  int descriptor_ = -1;
  uint64_t size_ = 0;
};

// A file in the making. What is written goes into a temporary file in the same folder, named
// PATH.PROCESS-NUMBER.tmp, which commit() brings to the disk and renames: whoever reads `path`, at
// any moment and after any crash, finds the old content or the new, never a part. Without commit(),
// or when something fails, `path` is as it was, and the temporary file is gone; only a killed
// process leaves one behind.
// A new file has the permissions that the umask leaves; one that is replaced keeps its own. A
// symbolic link stays, and the file it leads to is replaced. WriteError, with path and reason, for
// what is no regular file (a folder, a device, a pipe) or may not be written.
class OutputFile {
 public:
  explicit OutputFile(const std::string& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view bytes);  // behind what is there; WriteError
  void commit();                       // once, after the last write()

 private:
  [[noreturn]] void fail() const;  // as errno says

  std::string path_;    // for messages
  std::string target_;  // the file that `path` leads to
  std::string temporary_;
  int descriptor_ = -1, folder_ = -1;
  uint32_t mode_ = 0;  // of the file that is replaced
  bool replaces_ = false;
};

// The same for bytes that are all there.
void write_file(const std::string& path, std::string_view bytes);

}  // namespace heed::inline HEED_PRECISION
