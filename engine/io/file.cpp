// Files, opened and written so that nothing hangs and nothing is ever half there.
#include "engine/io/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace heed::inline HEED_PRECISION {

namespace {

template <class Kind = FileError>
[[noreturn]] void fail_to(std::string_view doing, std::string_view path) {
  throw Kind(file_message(path, std::string(doing) + ": " + std::strerror(errno)));
}

template <class Call>
auto again_if_interrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

template <class Kind>
void check_name(const std::string& path, const char* doing) {
  if (path.find('\0') != std::string::npos)
    throw Kind(file_message(path, std::string(doing) + ": its name holds a zero byte"));
}

// Where a chain of symbolic links ends, whether there is a file or not.
std::string end_of_links(const std::string& path) {
  constexpr int kMostLinks = 40;  // as Linux
  std::filesystem::path target = path;
  std::error_code none;
  for (int links = 0; std::filesystem::is_symlink(target, none); ++links) {
    if (links == kMostLinks) {
      errno = ELOOP;
      fail_to<WriteError>("cannot be written", path);
    }
    target = target.parent_path() / std::filesystem::read_symlink(target, none);
  }
  return target.string();
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// Brings a file, or the entries of a folder, to the disk. Some file systems cannot be asked to.
bool synchronize(int descriptor) {
  const int result = again_if_interrupted([&] { return fsync(descriptor); });
  return result == 0 || errno == EINVAL || errno == ENOTSUP;
}

}  // namespace

InputFile::InputFile(const std::string& path) : Source(path) {
  check_name<FileError>(path, "cannot be opened");
  // O_NONBLOCK: opening a pipe that nobody writes to would wait.
  descriptor_ =
      again_if_interrupted([&] { return open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC); });
  if (descriptor_ < 0) fail_to("cannot be opened", path);
  struct stat status {};
  const bool known = fstat(descriptor_, &status) == 0;
  if (!known || !S_ISREG(status.st_mode)) {
    close(descriptor_);
    if (!known) fail_to("cannot be read", path);
    throw FileError(file_message(
        path, S_ISDIR(status.st_mode) ? "is a folder, not a file" : "is not a regular file"));
  }
  size_ = uint64_t(status.st_size);
}

InputFile::~InputFile() { close(descriptor_); }

size_t InputFile::read(void* to, size_t most) {
  const ssize_t came = again_if_interrupted([&] { return ::read(descriptor_, to, most); });
  if (came < 0) fail_to("cannot be read", path());
  return size_t(came);
}

uint64_t InputFile::read_some(uint64_t offset, void* to, uint64_t most) const {
  const ssize_t came =
      again_if_interrupted([&] { return pread(descriptor_, to, most, off_t(offset)); });
  if (came < 0) fail_to("cannot be read", path());
  return uint64_t(came);
}

void OutputFile::fail() const { fail_to<WriteError>("cannot be written", path_); }

OutputFile::OutputFile(const std::string& path) : path_(path) {
  check_name<WriteError>(path, "cannot be written");
  target_ = end_of_links(path);
  struct stat old {};
  replaces_ = stat(target_.c_str(), &old) == 0;
  if (!replaces_ && errno != ENOENT) fail();
  if (replaces_ && S_ISDIR(old.st_mode)) {
    errno = EISDIR;
    fail();
  }
  if (replaces_ && !S_ISREG(old.st_mode))
    throw WriteError(file_message(path, "cannot be written: is not a regular file"));
  // rename() would replace a file that may not be written, too.
  if (replaces_ && faccessat(AT_FDCWD, target_.c_str(), W_OK, AT_EACCESS) != 0) fail();
  mode_ = old.st_mode & 07777;

  static std::atomic<int> files{0};
  const std::filesystem::path last = std::filesystem::path(target_).filename();
  const std::string start = folder_of(target_) + "/" + last.string().substr(0, 200) + "." +
                            std::to_string(getpid()) + "-";
  do {  // a killed process of the same number may have left one
    temporary_ = start + std::to_string(++files) + ".tmp";
    descriptor_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                       replaces_ ? 0600 : 0666);  // who could not read the old must not read this
  } while (descriptor_ < 0 && (errno == EEXIST || errno == EINTR));
  if (descriptor_ < 0) fail();
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (folder_ >= 0) close(folder_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

void OutputFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        again_if_interrupted([&] { return ::write(descriptor_, bytes.data(), bytes.size()); });
    if (written < 0) fail();
    bytes.remove_prefix(size_t(written));
  }
}

void OutputFile::commit() {
  if (replaces_ && fchmod(descriptor_, mode_) != 0) fail();
  // Before the rename: a name must not reach the disk before the bytes it stands for.
  if (!synchronize(descriptor_)) fail();
  if (close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) fail();
  // Opened now, so that this cannot fail when the file is already in its place. A folder that may
  // be written but not listed cannot be opened: its entries reach the disk when they do.
  folder_ = open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_ < 0 && errno != EACCES) fail();
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail();
  temporary_.clear();
  if (folder_ >= 0 && !synchronize(folder_))
    fail_to<WriteError>("was written, but could be lost if the power failed now", path_);
}

void write_file(const std::string& path, std::string_view bytes) {
  OutputFile file(path);
  file.write(bytes);
  file.commit();
}

}  // namespace heed::inline HEED_PRECISION
