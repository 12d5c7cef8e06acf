// The terminal: what it can do is asked, not assumed.
#include <cstdlib>
#include <map>
#include <optional>

#include "lessons/show/terminal.hpp"
#include "tests/catch.hpp"

using namespace heed;
using show::Terminal;

namespace {

// Sets environment variables for one test; null removes one.
class Environment {
 public:
  explicit Environment(const std::map<std::string, const char*>& values) {
    for (const auto& [name, value] : values) {
      const char* before = std::getenv(name.c_str());
      before_[name] = before ? std::optional<std::string>(before) : std::nullopt;
      value ? setenv(name.c_str(), value, 1) : unsetenv(name.c_str());
    }
  }
  ~Environment() {
    for (const auto& [name, value] : before_)
      value ? setenv(name.c_str(), value->c_str(), 1) : unsetenv(name.c_str());
  }

 private:
  std::map<std::string, std::optional<std::string>> before_;
};

}  // namespace

TEST_CASE("a file is no terminal: no colours, no redrawing") {
  const Environment environment({{"TERM", "xterm-256color"}, {"COLORTERM", "truecolor"}});
  const Terminal terminal = Terminal::of(-1);
  CHECK(!terminal.interactive);
  CHECK(terminal.colours == Terminal::Colours::none);
}

TEST_CASE("COLUMNS is the width, within reason") {
  for (const auto& [text, width] : std::map<const char*, int>{
           {"100", 100}, {"0", 80}, {"-5", 80}, {"x", 80}, {"1", 20}, {"10000", 1000}, {"", 80}}) {
    CAPTURE(text);
    const Environment environment(std::map<std::string, const char*>{{"COLUMNS", text}});
    CHECK(Terminal::of(-1).width == width);
  }
}

TEST_CASE("letters beyond ASCII are for locales that have them") {
  const auto unicode = [](const char* all, const char* lang) {
    const Environment environment({{"LC_ALL", all}, {"LC_CTYPE", nullptr}, {"LANG", lang}});
    return Terminal::of(-1).unicode;
  };
  CHECK(unicode(nullptr, "en_GB.UTF-8"));
  CHECK(unicode("C.utf8", nullptr));
  CHECK(!unicode("C", "en_GB.UTF-8"));
  CHECK(!unicode(nullptr, "C"));
  CHECK(!unicode(nullptr, nullptr));
}

TEST_CASE("a heat map is characters where there are no colours, and half blocks where there are") {
  const Tensor x({2, 2}, {0, real(0.5), 1, 0});
  CHECK(show::heat_map(x, Terminal{}) == "  ++\n@@  \n");
  Terminal colour{true, true, Terminal::Colours::all, 80};
  CHECK(show::heat_map(x, colour).find("\x1b[38;2;68;1;84m\x1b[48;2;253;231;37m▀") == 0);
  colour.colours = Terminal::Colours::some;
  CHECK(show::heat_map(x, colour).find("\x1b[38;5;") == 0);
  colour.unicode = false;
  CHECK(show::heat_map(x, colour) == "  ++\n@@  \n");
}

TEST_CASE("a heat map of one value, of NaN and of an odd height works") {
  const Terminal colour{true, true, Terminal::Colours::all, 80};
  CHECK(show::heat_map(Tensor({1, 2}, {3, 3}), Terminal{}) == "    \n");
  CHECK(show::heat_map(Tensor({1, 2}, {real(NAN), 1}), 0, 1, Terminal{}) == "  @@\n");
  CHECK(show::heat_map(zeros({3, 1}), colour).find("▀\x1b[0m\n\x1b[38;2;68;1;84m▀\x1b[0m\n") !=
        std::string::npos);
  CHECK(show::heat_map(zeros({0, 3}), Terminal{}).empty());
}

TEST_CASE("a table's columns are aligned, numbers at the right") {
  CHECK(show::text_table({"model", "accuracy"}, {{"ViT", "0.98"}, {"naïve", "0.5"}}) ==
        "model  accuracy\n-----  --------\nViT        0.98\nnaïve       0.5\n");
  CHECK(show::text_table({"a", "b"}, {{"1"}}) == "a  b\n-  -\n1\n");
  CHECK(show::text_table({}, {}) == "\n\n");
}
