// Files, opened and written so that nothing hangs and nothing is ever half there.
#include "engine/io/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace heed::inline HEED_PRECISION {

namespace {

template <class Kind = FileError>
[[noreturn]] void fail(std::string_view path, std::string_view doing) {
  throw Kind(file_message(path, std::string(doing) + ": " + std::strerror(errno)));
}

// Closes and removes the temporary file, unless it has become the real one.
struct Temporary {
  std::string path;
  int descriptor = -1;
  ~Temporary() {
    if (descriptor >= 0) close(descriptor);
    if (!path.empty()) unlink(path.c_str());
  }
};

void write_all(int descriptor, std::string_view bytes, std::string_view path) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail<WriteError>(path, "cannot be written");
    bytes.remove_prefix(size_t(written));
  }
}

}  // namespace

std::string file_message(std::string_view path, std::string_view reason) {
  std::string message;
  for (const char c : path) message += (c >= 0 && c < ' ') || c == 127 ? '?' : c;
  return message + ": " + std::string(reason);
}

InputFile::InputFile(const std::string& path) : path_(path) {
  // O_NONBLOCK: opening a pipe that nobody writes to would wait.
  descriptor_ = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor_ < 0) fail(path, "cannot be opened");
  struct stat status {};
  const bool known = fstat(descriptor_, &status) == 0;
  if (!known || !S_ISREG(status.st_mode)) {
    close(descriptor_);
    if (!known) fail(path, "cannot be read");
    throw FileError(file_message(
        path, S_ISDIR(status.st_mode) ? "is a folder, not a file" : "is not a regular file"));
  }
  size_ = status.st_size;
}

InputFile::~InputFile() { close(descriptor_); }

size_t InputFile::read(void* to, size_t most) {
  ssize_t got = 0;
  do got = ::read(descriptor_, to, most);
  while (got < 0 && errno == EINTR);
  if (got < 0) fail(path_, "cannot be read");
  return size_t(got);
}

void write_file(const std::string& path, std::string_view bytes) {
  if (path.find('\0') != std::string::npos)
    throw WriteError(file_message(path, "cannot be written: its name holds a zero byte"));
  Temporary temporary;
  std::string name = path + ".XXXXXX";
  temporary.descriptor = mkostemp(name.data(), O_CLOEXEC);
  if (temporary.descriptor < 0) fail<WriteError>(path, "cannot be written");
  temporary.path = name;
  write_all(temporary.descriptor, bytes, path);
  // mkostemp makes files that only their owner may read; others are made as the umask says.
  const mode_t mask = umask(0);
  umask(mask);
  fchmod(temporary.descriptor, 0666 & ~mask);
  const int closed = close(temporary.descriptor);
  temporary.descriptor = -1;
  if (closed != 0) fail<WriteError>(path, "cannot be written");
  if (std::rename(name.c_str(), path.c_str()) != 0) fail<WriteError>(path, "cannot be written");
  temporary.path.clear();
}

}  // namespace heed::inline HEED_PRECISION
