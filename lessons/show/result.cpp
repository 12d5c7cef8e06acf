// result.json: the figures of a run, and what other seeds gave.
#include "lessons/show/result.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace heed::show {

namespace {

using Json = nlohmann::ordered_json;

std::string digits(double value) { return fmt::format("{:.4g}", value); }

// A whole number is written as one: 17, not 17.0. NaN becomes null.
Json json_of(double value) {
  if (std::abs(value) < 1e15 && value == std::trunc(value)) return int64_t(value);
  return value;
}

Json json_of(const Figure& figure) {
  if (const auto* number = std::get_if<double>(&figure.value())) return json_of(*number);
  if (const auto* text = std::get_if<std::string>(&figure.value())) return *text;
  Json json;  // null
  if (const auto* list = std::get_if<Figure::List>(&figure.value())) {
    json = Json::array();
    for (const double number : *list) json.push_back(json_of(number));
  }
  if (const auto* named = std::get_if<Figure::ByName>(&figure.value())) {
    json = Json::object();
    for (const auto& [name, number] : *named) json[name] = json_of(number);
  }
  return json;
}

// An object, one member a line; those of `figures` and `ranges` too.
std::string lines_of(const Json& object, const std::string& indent) {
  std::string lines;
  for (const auto& [name, value] : object.items()) {
    const bool open = value.is_object() && indent.empty() && !value.empty();
    lines += (lines.empty() ? "" : ",") + ("\n  " + indent) + Json(name).dump() + ": ";
    lines +=
        open ? lines_of(value, "  ") : value.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return "{" + lines + "\n" + indent + "}";
}

}  // namespace

Figure::Figure(float value) {
  char text[32];
  const auto [end, problem] = std::to_chars(text, text + sizeof text, value);
  double shortest = double(value);
  if (std::isfinite(value)) std::from_chars(text, end, shortest);
  value_ = shortest;
}

std::string Figure::text() const {
  if (const auto* number = std::get_if<double>(&value_)) return digits(*number);
  if (const auto* text = std::get_if<std::string>(&value_)) return *text;
  std::string joined;
  if (const auto* list = std::get_if<List>(&value_))
    for (const double number : *list) joined += (joined.empty() ? "" : ", ") + digits(number);
  if (const auto* named = std::get_if<ByName>(&value_))
    for (const auto& [name, number] : *named)
      joined += fmt::format("{}{}: {}", joined.empty() ? "" : ", ", name, digits(number));
  return value_.index() == 0 ? "not measured" : joined;
}

std::string NamedFigure::verdict() const {
  if (!range) return "";
  const std::string text = digits(range->low) + " to " + digits(range->high);
  const auto* number = std::get_if<double>(&figure.value());
  // As printed: a figure that looks the same as the range's end is not called outside.
  const auto rounded = [](double value) { return std::stod(digits(value)); };
  if (!number || !std::isfinite(*number)) return text;
  if (rounded(*number) < rounded(range->low)) return text + ": yours is below";
  if (rounded(*number) > rounded(range->high)) return text + ": yours is above";
  return text;
}

std::string to_json(const Result& result) {
  Json figures = Json::object(), ranges = Json::object();
  for (const NamedFigure& named : result.figures) {
    figures[named.name] = json_of(named.figure);
    if (named.range) ranges[named.name] = {named.range->low, named.range->high};
  }
  const Json json = {
      {"lesson", result.lesson}, {"version", result.version},
      {"seed", result.seed},     {"threads", result.threads},
      {"steps", result.steps},   {"train_seconds", std::round(result.train_seconds * 1000) / 1000},
      {"figures", figures},      {"ranges", ranges}};
  return lines_of(json, "") + "\n";
}

std::string to_json(const std::vector<Curve>& curves) {
  Json json = Json::object();
  for (const Curve& curve : curves) {
    std::string name = curve.name;
    for (int again = 2; json.contains(name); ++again)
      name = fmt::format("{} ({})", curve.name, again);
    json[name] = Json::array();
    for (const double loss : curve.losses)
      json[name].push_back(std::stod(fmt::format("{:.6g}", loss)));
  }
  return lines_of(json, "") + "\n";
}

}  // namespace heed::show
