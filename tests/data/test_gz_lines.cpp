// The reader of gzipped lines: what it accepts, and how it refuses the rest.
#include <sys/stat.h>

#include "data/gz_lines.hpp"
#include "tests/catch.hpp"
#include "tests/data/gzip.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

std::vector<std::string> read_lines(const std::string& path, GzLimits limits = {}) {
  GzLines lines(path, limits);
  std::vector<std::string> all;
  for (std::string line; lines.next(line);) all.push_back(line);
  return all;
}

std::vector<std::string> lines_of(const std::string& bytes, GzLimits limits = {}) {
  const TemporaryFolder folder;
  write_file(folder / "x.gz", bytes);
  return read_lines(folder / "x.gz", limits);
}

std::string refusal(const std::string& bytes, GzLimits limits = {}) {
  try {
    lines_of(bytes, limits);
  } catch (const FileError& error) {
    return error.what();
  }
  return "accepted";
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("gzipped lines may end in a newline, in CRLF, or not at all") {
  CHECK(lines_of(gzipped("one\ntwo\n")) == Lines{"one", "two"});
  CHECK(lines_of(gzipped("one\r\ntwo\r\n")) == Lines{"one", "two"});
  CHECK(lines_of(gzipped("one\ntwo")) == Lines{"one", "two"});
  CHECK(lines_of(gzipped("one\n\ntwo")) == Lines{"one", "", "two"});
  CHECK(lines_of(gzipped("")) == Lines{});
}

TEST_CASE("a line longer than the reader's buffers is read whole") {
  const std::string text(60'000, 'x');
  CHECK(lines_of(gzipped(text + "\n" + text + "\n" + text)) == Lines{text, text, text});
}

TEST_CASE("several gzip files one behind the other are read as one") {
  CHECK(lines_of(gzipped("one\ntw") + gzipped("o\nthree\n")) == Lines{"one", "two", "three"});
}

TEST_CASE("a gzip file that is cut short is refused wherever the cut is") {
  const std::string bytes = gzipped("one\ntwo\nthree\n");
  for (size_t kept = 0; kept < bytes.size(); ++kept) {
    INFO("kept " << kept << " of " << bytes.size() << " bytes");
    const std::string why = refusal(bytes.substr(0, kept));
    CHECK(why.find(kept == 0 ? "x.gz: is empty" : "x.gz: is cut short") != std::string::npos);
  }
}

TEST_CASE("a gzip file with a changed byte is refused or read as it was") {
  const std::string bytes = gzipped("one\ntwo\nthree\n");
  const Lines right = lines_of(bytes);
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = char(changed[i] ^ 0x10);
    INFO("byte " << i);
    Lines read = right;
    try {
      read = lines_of(changed);
    } catch (const FileError&) {
    }
    CHECK(read == right);  // the header holds a time and a system's name, which do not matter
  }
}

TEST_CASE("what is no gzip file, or has something behind it, is refused") {
  CHECK(refusal("1,2,3\n").find("is not a gzip file") != std::string::npos);
  CHECK(refusal(gzipped("one\n") + "more").find("has something behind") != std::string::npos);
}

TEST_CASE("a gzip file that unpacks to too much is refused before it does") {
  CHECK(refusal(gzipped(std::string(10'000'000, '\n')), {.total_bytes = 1'000'000})
            .find("unpacks to more than 1000000 bytes") != std::string::npos);
  CHECK(refusal(gzipped("one\n" + std::string(100'000, 'x')), {.line_bytes = 1000})
            .find("line 2 is longer than 1000 bytes") != std::string::npos);
}

TEST_CASE("a folder, a missing file and a pipe are refused, and nothing hangs") {
  const TemporaryFolder folder;
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK_THROWS_WITH(GzLines(folder.path()), folder.path() + ": is a folder, not a file");
  CHECK_THROWS_WITH(GzLines(folder / "no"),
                    folder / "no" + ": cannot be opened: No such file or directory");
  CHECK_THROWS_WITH(GzLines(folder / "pipe"), folder / "pipe" + ": is not a regular file");
  CHECK_THROWS_WITH(GzLines("/dev/zero"), "/dev/zero: is not a regular file");
}
