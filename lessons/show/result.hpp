// result.json: the figures of a run, and what other seeds gave.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "lessons/show/progress.hpp"

namespace heed::show {

// A number, a text, a list, numbers by name, or nothing ({}: not measured here).
class Figure {
 public:
  using List = std::vector<double>;
  using ByName = std::vector<std::pair<std::string, double>>;

  Figure() = default;
  Figure(double value) : value_(value) {}
  Figure(float value);  // 0.98f is 0.98, not 0.980000019
  Figure(int value) : value_(double(value)) {}
  Figure(int64_t value) : value_(double(value)) {}
  Figure(const char* value) : value_(std::string(value)) {}
  Figure(std::string value) : value_(std::move(value)) {}
  Figure(List value) : value_(std::move(value)) {}
  Figure(ByName value) : value_(std::move(value)) {}

  const auto& value() const { return value_; }
  std::string text() const;  // for people, four digits

 private:
  std::variant<std::monostate, double, std::string, List, ByName> value_;
};

// The least and the greatest value that some seeds gave (CourseEntry::seeds).
struct Range {
  double low, high;
};

struct NamedFigure {
  std::string name;
  Figure figure;
  std::optional<Range> range;

  std::string verdict() const;  // "0.975 to 0.986", and whether the figure lies outside; or ""
};

struct Result {
  std::string lesson, version;
  uint64_t seed = 0;
  int threads = 1;
  int64_t steps = 0;
  double train_seconds = 0;
  std::vector<NamedFigure> figures;
};

std::string to_json(const Result& result);
std::string to_json(const std::vector<Curve>& curves);  // {"ViT": [2.31, 2.29, …], …}

}  // namespace heed::show
