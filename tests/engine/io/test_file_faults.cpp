// Writing a file when the system fails: each call in turn, in every way it can. The test puts
// itself between the engine and the system: these functions are taken instead of the C library's.

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "engine/io/file.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

thread_local bool watching = false;  // this thread's calls, and no others
struct {
  int fails_at = 0;  // the number of the call, from 1; 0: none
  int error = 0;
  size_t most = SIZE_MAX;  // that one write() takes
  int count = 0;
  std::string calls;
} system_calls;

// Whether this call is to fail; then errno is set.
bool fails(const char* call) {
  if (!watching) return false;
  system_calls.calls += std::string(call) + " ";
  if (++system_calls.count != system_calls.fails_at) return false;
  errno = system_calls.error;
  return true;
}

bool is_folder(int descriptor) {
  struct stat status {};
  return fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace

extern "C" {
ssize_t write(int descriptor, const void* bytes, size_t count) {
  if (fails("write")) return -1;
  if (watching) count = std::min(count, system_calls.most);
  return syscall(SYS_write, descriptor, bytes, count);
}
int fsync(int descriptor) {
  if (fails(watching && is_folder(descriptor) ? "fsync-folder" : "fsync")) return -1;
  return int(syscall(SYS_fsync, descriptor));
}
int fchmod(int descriptor, mode_t mode) noexcept {
  if (fails("fchmod")) return -1;
  return int(syscall(SYS_fchmod, descriptor, mode));
}
int close(int descriptor) {  // closes also where it fails, as Linux does
  const bool failed = watching && !is_folder(descriptor) && fails("close");
  const int error = errno;
  const int result = int(syscall(SYS_close, descriptor));
  if (failed) errno = error;
  return failed ? -1 : result;
}
int rename(const char* from, const char* to) noexcept {
  if (fails("rename")) return -1;
  return int(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}
}

namespace {

// Writes "new" over "old" while the calls fail as they are set to; the message, or "written".
std::string attempt(const std::string& path, int fails_at, int error, size_t most = SIZE_MAX) {
  write_file(path, "old");
  system_calls = {fails_at, error, most, 0, ""};
  std::string text = "written";
  watching = true;
  try {
    write_file(path, "new");
  } catch (const WriteError& failure) {
    text = failure.what();
  }
  watching = false;
  return text;
}

}  // namespace

TEST_CASE("the bytes reach the disk before the name does, and the name before the end") {
  const TemporaryFolder folder;
  CHECK(attempt(folder / "x", 0, 0) == "written");
  CHECK(system_calls.calls == "write fchmod fsync close rename fsync-folder ");
}

TEST_CASE("whichever call fails, the old file is whole and the temporary one gone") {
  const TemporaryFolder folder;
  for (const int error : {ENOSPC, EIO, EDQUOT, EPERM, EROFS}) {
    int failing = 1;
    for (std::string text; text != "written"; ++failing) {
      text = attempt(folder / "x", failing, error);
      INFO("call " << failing << " of " << system_calls.calls << "fails: " << text);
      const bool renamed = system_calls.calls.find("fsync-folder") != std::string::npos;
      CHECK(read_whole(folder / "x") == (renamed ? "new" : "old"));
      CHECK(++std::filesystem::directory_iterator(folder.path()) ==
            std::filesystem::directory_iterator());
      if (text == "written") break;
      CHECK(text == folder / "x" +
                        (renamed ? ": was written, but could be lost if the power failed now: "
                                 : ": cannot be written: ") +
                        std::strerror(error));
    }
    CHECK(failing == 7);  // the six calls above
  }
}

TEST_CASE("a call that a signal interrupts is made again") {
  const TemporaryFolder folder;
  for (const int call : {1, 3, 4, 6}) {
    CHECK(attempt(folder / "x", call, EINTR) == "written");
    CHECK(read_whole(folder / "x") == "new");
  }
}

TEST_CASE("a write that takes a byte at a time writes all") {
  const TemporaryFolder folder;
  CHECK(attempt(folder / "x", 2, EINTR, 1) == "written");
  CHECK(read_whole(folder / "x") == "new");
  CHECK(attempt(folder / "x", 3, ENOSPC, 1).ends_with("No space left on device"));
  CHECK(read_whole(folder / "x") == "old");
}

TEST_CASE("a file system that cannot be asked to synchronize is written all the same") {
  const TemporaryFolder folder;
  CHECK(attempt(folder / "x", 3, EINVAL) == "written");
  CHECK(attempt(folder / "x", 6, EINVAL) == "written");
  CHECK(read_whole(folder / "x") == "new");
}
