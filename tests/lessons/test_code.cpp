// Code that a reader sees, and how it is listed.
#include "lessons/show/code.hpp"
#include "tests/catch.hpp"

using namespace heed;

TEST_CASE("code that is shown is the code that runs") {
  const double three = 3;
  const auto code = LESSON_CODE(double, const double square = three * three; return square + 1;);
  CHECK(code.run() == 10);
  CHECK(code.text == "const double square = three * three; return square + 1;");
}

TEST_CASE("code is listed a statement a line, and a single one without its return") {
  CHECK(show::listing("return dot(a, b);") == "dot(a, b)");
  CHECK(show::listing("const int i = 1; return i + 1;") == "const int i = 1;\nreturn i + 1;");
}

TEST_CASE("a long line of a message is broken at a space and goes on indented") {
  const std::string word(40, 'x'), line = word + " " + word;
  CHECK(show::folded(line) == word + "\n    " + word);
  CHECK(show::folded("short\n  " + line) == "short\n  " + word + "\n  " + word);
  CHECK(show::folded(word + word) == word + word);  // no space to break at
}
