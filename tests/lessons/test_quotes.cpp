// What a lesson quotes from the engine stands there, so that the reading does not fall behind.
#include <filesystem>
#include <sstream>
#include <string>

#include "lessons/show/course.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace fs = std::filesystem;

namespace {

std::string trimmed(const std::string& line) {
  const size_t begin = line.find_first_not_of(' ');
  return begin == std::string::npos ? ""
                                    : line.substr(begin, line.find_last_not_of(' ') + 1 - begin);
}

// The first line of `quote` that does not stand in `source` behind those before it; "" if all do.
std::string missing(const std::string& quote, const std::string& source) {
  std::istringstream quoted(quote), lines(source);
  for (std::string line, there; std::getline(quoted, line);) {
    if (trimmed(line).empty()) continue;
    do
      if (!std::getline(lines, there)) return line;
    while (trimmed(there) != trimmed(line));
  }
  return "";
}

}  // namespace

TEST_CASE("what a lesson's README quotes from a file stands there, line by line") {
  const fs::path root = heed::show::repository_root();
  const std::string mark = "<!-- quoted from ", open = "```cpp\n", close = "```";
  int quotes = 0;
  for (const auto& lesson : fs::directory_iterator(root / "lessons")) {
    const fs::path readme = lesson.path() / "README.md";
    if (!fs::exists(readme)) continue;
    const std::string text = read_whole(readme.string());
    for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
      const size_t name = at + mark.size(), begin = text.find(open, at) + open.size();
      const std::string file = text.substr(name, text.find(" -->", at) - name);
      const std::string quote = text.substr(begin, text.find(close, begin) - begin);
      INFO(readme.string() << " quotes " << file);
      CHECK(missing(quote, read_whole((root / file).string())) == "");
      ++quotes;
    }
  }
  CHECK(quotes > 0);
}
