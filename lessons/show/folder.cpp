// The folder that a run leaves its things in: numbered, never overwritten, proved to be writable.
#include "lessons/show/folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "engine/error.hpp"
#include "engine/io/file.hpp"

namespace heed::show {

namespace fs = std::filesystem;

namespace {

void prove_writable(const fs::path& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem)
    throw FolderError(file_message(folder.string(), "cannot be made: " + problem.message()));
  const fs::path probe = folder / fmt::format(".probe.{}", getpid());
  try {
    write_file(probe.string(), "");
  } catch (const FileError& error) {
    throw FolderError(error.what());
  }
  fs::remove(probe, problem);
}

int64_t greatest_number(const fs::path& folder) {
  int greatest = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    int number = 0;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (problem == std::errc() && *end == '\0') greatest = std::max(greatest, number);
  }
  return greatest;
}

fs::path numbered_folder(const fs::path& lesson) {
  prove_writable(lesson);
  for (int64_t number = greatest_number(lesson) + 1;; ++number) {
    // Making a folder that is there fails: two runs that begin together get two folders.
    const fs::path folder = lesson / std::to_string(number);
    if (mkdir(folder.c_str(), 0777) == 0) return folder;
    if (errno != EEXIST)
      throw FolderError(
          file_message(folder.string(), std::string("cannot be made: ") + std::strerror(errno)));
  }
}

// A folder of ours in the temporary folder, which everyone can write to: only if it is really ours.
fs::path temporary_home() {
  std::error_code problem;
  fs::path temporary = fs::temp_directory_path(problem);
  if (problem) temporary = "/tmp";
  const fs::path folder = temporary / fmt::format("heed-{}", getuid());
  struct stat status {};
  mkdir(folder.c_str(), 0700);
  if (lstat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != getuid())
    throw FolderError(file_message(folder.string(), "cannot be made, or belongs to someone else"));
  return folder;
}

std::vector<fs::path> homes() {
  std::vector<fs::path> found;
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  if (state && *state == '/') found.push_back(fs::path(state) / "heed");
  if (home && *home == '/') found.push_back(fs::path(home) / ".local/state/heed");
  return found;
}

}  // namespace

RunFolder::RunFolder(const fs::path& root, const std::string& out, const std::string& lesson) {
  if (!out.empty()) {
    path_ = fs::path(out) / lesson;
    prove_writable(path_);
    return;
  }
  numbered_ = true;
  try {
    path_ = numbered_folder((root.empty() ? fs::current_path() : root) / "out" / lesson);
    return;
  } catch (const std::exception& error) {
    note_ = error.what();
  }
  for (const fs::path& home : homes()) {
    try {
      path_ = numbered_folder(home / "out" / lesson);
      return;
    } catch (const std::exception&) {
      // The next one, then; the last says why.
    }
  }
  path_ = numbered_folder(temporary_home() / "out" / lesson);
}

RunFolder::~RunFolder() {
  if (numbered_) rmdir(path_.c_str());  // refused unless it is empty
}

void RunFolder::publish() const {
  if (!numbered_) return;
  const fs::path link = path_.parent_path() / "latest";
  const fs::path fresh = path_.parent_path() / fmt::format(".latest.{}", getpid());
  std::error_code ignored;  // where there are no links, the numbers do
  fs::create_symlink(path_.filename(), fresh, ignored);
  fs::rename(fresh, link, ignored);
  fs::remove(fresh, ignored);
}

}  // namespace heed::show
