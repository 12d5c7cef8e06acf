// The reader of the digits' file, and their split.
#include "data/digits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "data/batches.hpp"
#include "data/gz_lines.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

constexpr int kPixels = 64, kFields = kPixels + 1, kInk = 16, kClasses = 10;
constexpr GzLimits kLimits{.line_bytes = 4096, .total_bytes = 1 << 26};

struct Example {
  std::array<int, kFields> fields;  // the pixels, then the class
};

std::string quoted(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, 20)) shown += c >= ' ' && c < 127 ? c : '?';
  return "\"" + shown + (text.size() > 20 ? "…\"" : "\"");
}

int parse_field(std::string_view text, int field, const GzLines& lines) {
  const std::string where = "field " + std::to_string(field + 1) + ", " + quoted(text) + ", ";
  int value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem == std::errc::invalid_argument || end != text.data() + text.size())
    throw lines.error(where + "is not a whole number");
  const bool pixel = field < kPixels;
  if (problem != std::errc() || value < 0 || value > (pixel ? kInk : kClasses - 1))
    throw lines.error(where + (pixel ? "is not a pixel: 0 … 16" : "is not a class: 0 … 9"));
  return value;
}

Example parse_line(std::string_view line, const GzLines& lines) {
  const auto fields = 1 + std::count(line.begin(), line.end(), ',');
  if (fields != kFields)
    throw lines.error("has " + std::to_string(line.empty() ? 0 : fields) +
                      " fields instead of 65 (64 pixels and a class)");
  Example example{};
  for (int field = 0; field < kFields; ++field) {
    const size_t comma = std::min(line.find(','), line.size());
    example.fields[size_t(field)] = parse_field(line.substr(0, comma), field, lines);
    line.remove_prefix(std::min(comma + 1, line.size()));
  }
  return example;
}

}  // namespace

Digits load_digits(const std::string& path) {
  GzLines lines(path, kLimits);
  std::vector<real> pixels;
  std::vector<int64_t> labels;
  for (std::string line; lines.next(line);) {
    const Example example = parse_line(line, lines);
    for (int i = 0; i < kPixels; ++i)
      pixels.push_back(real(example.fields[size_t(i)]) / real(kInk));
    labels.push_back(example.fields[kPixels]);
  }
  if (labels.empty()) throw FileError(file_message(path, "holds no examples"));
  return {Tensor({int64_t(labels.size()), 1, 8, 8}, pixels), Indices(labels)};
}

DigitSplit split(const Digits& digits) {
  std::array<int64_t, kClasses> seen{};
  std::vector<int64_t> train, test;
  for (int64_t i = 0; i < digits.size(); ++i) {
    const int64_t nth = ++seen[size_t(digits.labels[i])];
    (nth % 5 == 0 ? test : train).push_back(i);
  }
  const auto rows = [&](std::vector<int64_t>& which) {
    const Indices chosen(std::move(which));
    return Digits{take(digits.images, chosen), take(digits.labels, chosen)};
  };
  return {rows(train), rows(test)};
}

}  // namespace heed::inline HEED_PRECISION
