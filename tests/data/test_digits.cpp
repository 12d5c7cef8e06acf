// The digits: reading them, refusing what is none, and the fixed split.
#include <algorithm>
#include <array>
#include <set>

#include "data/digits.hpp"
#include "engine/io/file.hpp"
#include "tests/catch.hpp"
#include "tests/data/gzip.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

// A line of 64 pixels and the class, with field `at` replaced.
std::string line_with(size_t at = 65, const std::string& field = "") {
  std::string line;
  for (size_t i = 0; i < 65; ++i)
    line += (i ? "," : "") + (i == at ? field : std::to_string(i < 64 ? i % 17 : 7));
  return line;
}

std::string refusal(const std::string& text) {
  const TemporaryFolder folder;
  write_file(folder / "d.gz", gzipped(text));
  try {
    load_digits(folder / "d.gz");
  } catch (const FileError& error) {
    return std::string(error.what()).substr(folder.path().size() + 1);
  }
  return "accepted";
}

}  // namespace

TEST_CASE("the shipped digits are 1797 pictures of 8 by 8 from 0 to 1") {
  const Digits digits = load_digits();
  CHECK(digits.images.shape() == Shape{1797, 1, 8, 8});
  CHECK(digits.size() == 1797);
  const real* pixels = digits.images.data();
  CHECK(*std::min_element(pixels, pixels + 1797 * 64) == 0);
  CHECK(*std::max_element(pixels, pixels + 1797 * 64) == 1);
  CHECK(pixels[2] == real(5) / 16);
  CHECK(digits.labels[0] == 0);
  CHECK(digits.labels[1796] == 8);
}

TEST_CASE("the digits' split is four fifths to one fifth of each class") {
  const Digits digits = load_digits();
  const DigitSplit parts = split(digits);
  CHECK(parts.train.size() == 1442);
  CHECK(parts.test.size() == 355);
  std::array<int64_t, 10> train{}, test{};
  for (int64_t i = 0; i < parts.train.size(); ++i) ++train[size_t(parts.train.labels[i])];
  for (int64_t i = 0; i < parts.test.size(); ++i) ++test[size_t(parts.test.labels[i])];
  for (size_t digit = 0; digit < 10; ++digit)
    CHECK(test[digit] == (train[digit] + test[digit]) / 5);
}

TEST_CASE("the digits' split puts each example in exactly one part, in the file's order") {
  // Examples that tell their number: the pixels hold it in base 17.
  constexpr int64_t n = 200;
  std::vector<real> pixels(size_t(n) * 64);
  std::vector<int64_t> labels;
  for (int64_t i = 0; i < n; ++i) pixels[size_t(i) * 64] = real(i), labels.push_back(i % 7);
  const DigitSplit parts = split({Tensor({n, 1, 8, 8}, pixels), Indices(labels)});
  std::set<int64_t> seen;
  for (const Digits* part : {&parts.train, &parts.test}) {
    int64_t last = -1;
    for (int64_t i = 0; i < part->size(); ++i) {
      const auto number = int64_t(part->images.data()[i * 64]);
      CHECK(number > last);
      CHECK(part->labels[i] == number % 7);
      CHECK(seen.insert(number).second);
      last = number;
    }
  }
  CHECK(seen.size() == size_t(n));
}

TEST_CASE("digits without a final newline or with CRLF are read") {
  CHECK(refusal(line_with()) == "accepted");
  CHECK(refusal(line_with() + "\r\n" + line_with() + "\r\n") == "accepted");
}

TEST_CASE("a malformed line of the digits is refused with its number and what is wrong") {
  const std::string good = line_with() + "\n";
  CHECK(refusal("") == "d.gz: holds no examples");
  CHECK(refusal(good + "1,2,3\n") ==
        "d.gz: line 2: has 3 fields instead of 65 (64 pixels and a class)");
  CHECK(refusal(good + "\n") == "d.gz: line 2: has 0 fields instead of 65 (64 pixels and a class)");
  CHECK(refusal(line_with() + ",1\n") ==
        "d.gz: line 1: has 66 fields instead of 65 (64 pixels and a class)");
  CHECK(refusal(good + good + line_with(0, "17")) ==
        "d.gz: line 3: field 1, \"17\", is not a pixel: 0 … 16");
  CHECK(refusal(line_with(63, "-1")) == "d.gz: line 1: field 64, \"-1\", is not a pixel: 0 … 16");
  CHECK(refusal(line_with(64, "10")) == "d.gz: line 1: field 65, \"10\", is not a class: 0 … 9");
  for (const char* text : {"x", "", " 1", "1 ", "1.5", "nan", "0x1", "+1", "1e1"})
    CHECK(refusal(line_with(5, text)).find("is not a whole number") != std::string::npos);
  CHECK(refusal(line_with(5, "99999999999999999999")).find("is not a pixel") != std::string::npos);
  CHECK(refusal(line_with(5, std::string("1\0", 2))).find("\"1?\", is not a whole number") !=
        std::string::npos);
}
