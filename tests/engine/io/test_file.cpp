// Files: whole or not there, and errors that say which and why.
#include <sys/stat.h>

#include "engine/io/file.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

TEST_CASE("a file is replaced as a whole") {
  const TemporaryFolder folder;
  write_file(folder / "x", "one");
  write_file(folder / "x", "");
  CHECK(read_whole(folder / "x").empty());
  write_file(folder / "x", std::string("t\0wo", 4));
  CHECK(read_whole(folder / "x") == std::string("t\0wo", 4));
}

TEST_CASE("a file has the permissions that the umask leaves") {
  const TemporaryFolder folder;
  const mode_t before = umask(027);
  write_file(folder / "x", "one");
  umask(before);
  struct stat status {};
  REQUIRE(stat((folder / "x").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
}

TEST_CASE("a file that cannot be written is an error with path and reason") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(write_file(folder / "no/x", ""),
                    folder / "no/x" + ": cannot be written: No such file or directory");
  CHECK_THROWS_WITH(write_file(folder.path(), ""),
                    folder.path() + ": cannot be written: Is a directory");
  CHECK_THROWS_AS(write_file(folder / std::string("a\0b", 3), ""), WriteError);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a path in a message cannot speak to the terminal") {
  CHECK(file_message("a\x1b[31m\nb", "is bad") == "a?[31m?b: is bad");
}
