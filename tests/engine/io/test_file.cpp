// Files: whole or not there, and errors that say which and why.
#include <sys/stat.h>
#include <unistd.h>

#include "engine/io/file.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

namespace fs = std::filesystem;

std::string refusal(const std::string& path) {
  try {
    write_file(path, "new");
  } catch (const WriteError& error) {
    return error.what();
  }
  return "written";
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

}  // namespace

TEST_CASE("a file is replaced as a whole") {
  const TemporaryFolder folder;
  write_file(folder / "x", "one");
  write_file(folder / "x", "");
  CHECK(read_whole(folder / "x").empty());
  write_file(folder / "x", std::string("t\0wo", 4));
  CHECK(read_whole(folder / "x") == std::string("t\0wo", 4));
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a file may be written in pieces, and nothing has happened before the commit") {
  const TemporaryFolder folder;
  write_file(folder / "x", "old");
  {
    OutputFile file(folder / "x");
    file.write("a part");
    CHECK(read_whole(folder / "x") == "old");
  }
  CHECK(read_whole(folder / "x") == "old");
  CHECK(files_in(folder.path()) == 1);
  OutputFile file(folder / "x");
  file.write("the ");
  file.write("whole");
  file.commit();
  CHECK(read_whole(folder / "x") == "the whole");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a new file has the permissions that the umask leaves, a replaced one keeps its own") {
  const TemporaryFolder folder;
  const mode_t before = umask(027);
  write_file(folder / "x", "one");
  CHECK(mode_of(folder / "x") == 0640);
  for (const mode_t mode : {0600, 0644, 0666, 0700, 0755}) {
    chmod((folder / "x").c_str(), mode);
    write_file(folder / "x", "two");
    CHECK(mode_of(folder / "x") == mode);
  }
  umask(before);
}

TEST_CASE("nobody can read a private file's new content while it is written") {
  const TemporaryFolder folder;
  write_file(folder / "x", "old");
  chmod((folder / "x").c_str(), 0600);
  OutputFile file(folder / "x");
  for (const auto& entry : fs::directory_iterator(folder.path()))
    CHECK(mode_of(entry.path().string()) == 0600);
}

TEST_CASE("a symbolic link stays, and the file that it leads to is replaced") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "there");
  write_file(folder / "there/x", "old");
  fs::create_symlink("there/x", folder / "relative");
  fs::create_symlink(folder / "relative", folder / "absolute");
  fs::create_symlink("there/none", folder / "dangling");
  write_file(folder / "absolute", "new");
  CHECK(fs::is_symlink(folder / "absolute"));
  CHECK(fs::is_symlink(folder / "relative"));
  CHECK(read_whole(folder / "there/x") == "new");
  write_file(folder / "dangling", "made");
  CHECK(fs::is_symlink(folder / "dangling"));
  CHECK(read_whole(folder / "there/none") == "made");
  fs::create_symlink("loop", folder / "loop");
  CHECK(refusal(folder / "loop") ==
        folder / "loop" + ": cannot be written: Too many levels of symbolic links");
  CHECK(files_in(folder / "there") == 2);
}

TEST_CASE("a file that cannot be written is an error with path and reason") {
  const TemporaryFolder folder;
  const auto says = [](const std::string& path, const std::string& reason) {
    CHECK(refusal(path) == path + ": cannot be written: " + reason);
  };
  write_file(folder / "file", "old");
  says(folder / "no/x", "No such file or directory");
  says(folder.path(), "Is a directory");
  says(folder.path() + "/", "Is a directory");
  says(folder / "file/x", "Not a directory");
  says(folder / "file/", "Not a directory");
  says(folder / "new/", "No such file or directory");
  says("", "No such file or directory");
  says(folder / std::string(256, 'n'), "File name too long");
  CHECK(refusal(folder / std::string(5000, 'n')).ends_with("File name too long"));
  CHECK(refusal(folder / std::string("a\0b", 3)) ==
        folder / "a?b" + ": cannot be written: its name holds a zero byte");
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  says(folder / "pipe", "is not a regular file");
  says("/dev/full", "is not a regular file");
  says("/dev/null", "is not a regular file");
  CHECK(fs::is_character_file("/dev/full"));
  CHECK(read_whole(folder / "file") == "old");
  CHECK(files_in(folder.path()) == 2);
}

TEST_CASE("a name as long as names can be is written") {
  const TemporaryFolder folder;
  const std::string name(255, 'n');
  write_file(folder / name, "one");
  write_file(folder / name, "two");
  CHECK(read_whole(folder / name) == "two");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a file, or in a folder, that may not be written is left as it is") {
  constexpr uid_t kNobody = 65534;
  const TemporaryFolder folder;
  fs::create_directory(folder / "closed");
  write_file(folder / "closed/x", "old");
  const bool root = geteuid() == 0;  // who may write everything
  for (const char* path : {".", "closed", "closed/x"})
    if (root) REQUIRE(chown((folder / path).c_str(), kNobody, gid_t(-1)) == 0);
  if (root) REQUIRE(seteuid(kNobody) == 0);
  chmod((folder / "closed").c_str(), 0500);
  CHECK(refusal(folder / "closed/x").ends_with("Permission denied"));
  CHECK(refusal(folder / "closed/y").ends_with("Permission denied"));
  chmod((folder / "closed").c_str(), 0700);
  chmod((folder / "closed/x").c_str(), 0400);
  CHECK(refusal(folder / "closed/x").ends_with("Permission denied"));
  CHECK(read_whole(folder / "closed/x") == "old");
  CHECK(files_in(folder / "closed") == 1);
  if (root) REQUIRE(seteuid(0) == 0);
}
