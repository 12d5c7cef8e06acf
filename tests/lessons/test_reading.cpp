// What there is to read: every lesson is listed, asks its questions, and no link leads nowhere.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>

#include "lessons/show/course.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

namespace {

std::vector<std::string> lessons() {
  const fs::path course = heed::show::repository_root() / "lessons/course.json";
  const auto all = nlohmann::json::parse(read_whole(course.string()));
  std::vector<std::string> ids;
  for (const auto& entry : all.at("lessons")) ids.push_back(entry.at("id"));
  return ids;
}

std::string reading(const fs::path& name) {
  return read_whole((heed::show::repository_root() / name).string());
}

std::ptrdiff_t count(const std::string& text, const std::regex& pattern) {
  return std::distance(std::sregex_iterator(text.begin(), text.end(), pattern), {});
}

}  // namespace

TEST_CASE("every lesson of the course stands in the tables of README.md and lessons/README.md") {
  const std::string front = reading("README.md"), order = reading("lessons/README.md");
  for (const std::string& id : lessons()) {
    CHECK_THAT(front, ContainsSubstring("](lessons/" + id + "/README.md)"));
    CHECK_THAT(order, ContainsSubstring("](" + id + "/README.md)"));
  }
}

TEST_CASE("every lesson's reading ends with three questions, their answers folded away") {
  for (const std::string& id : lessons()) {
    INFO(id);
    const std::string text = reading("lessons/" + id + "/README.md");
    for (const char* number : {"1. ", "2. ", "3. "})
      CHECK(count(text, std::regex(std::string("<details>\\s*<summary>") + number)) == 1);
    CHECK(count(text, std::regex("<details>")) == 3);
    CHECK(count(text, std::regex("</details>")) == 3);
  }
}

TEST_CASE("no link in what there is to read leads nowhere") {
  const fs::path root = heed::show::repository_root();
  std::vector<fs::path> texts = {"README.md", "CONTRIBUTING.md", "data/README.md",
                                 "lessons/README.md", "lessons/notation.md"};
  for (const std::string& id : lessons()) texts.push_back("lessons/" + id + "/README.md");
  const std::regex link(R"(\]\(([^) :#]+)[)#])");  // not those to the web, which have a colon
  for (const fs::path& text : texts) {
    const std::string words = reading(text);
    for (std::sregex_iterator it(words.begin(), words.end(), link), end; it != end; ++it) {
      INFO(text << " links to " << (*it)[1]);
      CHECK(fs::exists(root / text.parent_path() / (*it)[1].str()));
    }
  }
}
