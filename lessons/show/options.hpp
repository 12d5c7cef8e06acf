// The flags that every lesson has.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace heed::show {

struct Options {
  uint64_t seed = 0;
  int64_t threads = 0;             // 0: not asked for; as many as the machine gives us
  int64_t steps = 0;               // 0: not asked for; the budget in course.json
  std::string data;                // "": the data folder in the repository's root
  std::string out;                 // "": out/ there
  std::string device = "cpu";      // or cuda, auto; not asked for: what HEED_DEVICE says
  std::string precision = "fp32";  // of products on a card; or tf32, bf16
  bool profile = false;
  bool quiet = false;
};

// One more flag, of a lesson's own: {"--heads", "attention heads, 1 to 8", &heads}. A flag to bool
// takes no value; the variable's value before is the default. Numbers must be at least 1.
struct Flag {
  std::string name;
  std::string help;
  std::variant<bool*, int64_t*, double*, std::string*> value;
};

// The command line was wrong: exit 2, what() says why in one line.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
// --help or --version: exit 0, what() is the text for standard output.
struct HelpAsked : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What --help says about the lesson.
struct About {
  std::string name;   // "14_tiny_vit"
  std::string shows;  // one sentence
  int64_t steps = 0;  // its budget
};

Options parse_options(int argc, const char* const* argv, const About& about,
                      const std::vector<Flag>& flags = {});

// The word in `words` that `word` was probably meant to be; "" if none is near.
std::string nearest(const std::string& word, const std::vector<std::string>& words);

}  // namespace heed::show
