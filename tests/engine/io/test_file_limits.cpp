// Files where the system says no, or something else lies at a path.
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "engine/io/file.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

TEST_CASE("where a file may not grow so long, the old one stays") {
  const TemporaryFolder folder;
  write_file(folder / "x", "old");
  rlimit before{}, small{};
  getrlimit(RLIMIT_FSIZE, &before);
  small = before;
  small.rlim_cur = 100'000;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  std::string text = "written";
  try {
    write_file(folder / "x", std::string(1'000'000, 'x'));
  } catch (const WriteError& error) {
    text = error.what();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(text == folder / "x" + ": cannot be written: File too large");
  CHECK(read_whole(folder / "x") == "old");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a path in a message cannot speak to the terminal") {
  CHECK(file_message("a\x1b[31m\nb", "is bad") == "a?[31m?b: is bad");
  CHECK(printable("a\xc2\x9b"
                  "31m \xe2\x80\xae\xe2\x81\xa6\xe2\x82\xac") == "a?31m ??\xe2\x82\xac");
  std::string cut(100, 'x'), whole(1000, 'x');
  CHECK(printable(whole) == cut.append("..."));
  const std::string message = file_message(whole, "is bad");
  CHECK(message == whole.append(": is bad"));
}

TEST_CASE("what is no regular file is not read, and nothing hangs") {
  const TemporaryFolder folder;
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK_THROWS_WITH(InputFile(folder / "pipe"), folder / "pipe" + ": is not a regular file");
  CHECK_THROWS_WITH(InputFile("/dev/zero"), "/dev/zero: is not a regular file");
  CHECK_THROWS_WITH(InputFile(folder.path()), folder.path() + ": is a folder, not a file");
  CHECK_THROWS_WITH(InputFile(std::string("a\0b", 3)),
                    "a?b: cannot be opened: its name holds a zero byte");
  CHECK_THROWS_AS(InputFile(folder / "none"), FileError);
}

TEST_CASE("a file that is made shorter while it is read is an error") {
  const TemporaryFolder folder;
  write_file(folder / "x", "0123456789");
  const InputFile file(folder / "x");
  CHECK(file.read_at(3, 4) == "3456");
  std::filesystem::resize_file(folder / "x", 5);
  CHECK_THROWS_WITH(file.read_at(3, 4),
                    folder / "x" + ": was made shorter while it was read: read it again");
}
