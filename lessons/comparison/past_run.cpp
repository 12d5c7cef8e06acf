#include "lessons/comparison/past_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/io/file.hpp"

namespace comparison {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

Json parsed(const fs::path& path) {
  std::ifstream file(path);
  if (!file) throw heed::FileError(heed::file_message(path.string(), "cannot be opened"));
  try {
    return Json::parse(file);
  } catch (const Json::exception& error) {
    throw heed::FileError(heed::file_message(path.string(), error.what()));
  }
}

// Four digits, as in the table at the end of a run.
std::string text_of(const Json& value) {
  if (value.is_number()) return fmt::format("{:.4g}", value.get<double>());
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "not measured";
  std::string text;
  for (const auto& [name, part] : value.items())
    text += (text.empty() ? "" : ", ") + (value.is_object() ? name + ": " : "") + text_of(part);
  return text;
}

std::vector<PastFigure> figures_of(const Json& result) {
  std::vector<PastFigure> figures;
  for (const auto& [name, value] : result.at("figures").items())
    figures.push_back({name, text_of(value), value.is_number() ? value.get<double>() : NAN});
  return figures;
}

std::vector<heed::show::Curve> curves_of(const Json& json) {
  std::vector<heed::show::Curve> curves;
  for (const auto& [name, losses] : json.items())
    curves.push_back({name, losses.get<std::vector<double>>()});
  return curves;
}

std::vector<std::string> pictures_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".png") names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

PastRun read_run(const std::string& folder) {
  const fs::path result_path = fs::path(folder) / "result.json";
  if (!fs::exists(result_path))
    throw heed::FileError(heed::file_message(
        folder, "there is no result.json: no run came to its end here; was it stopped?"));
  const Json result = parsed(result_path);
  try {
    const int64_t threads = result.at("threads");
    return {folder,
            result.at("lesson"),
            fmt::format("seed {}, {} steps, {} {}", result.at("seed").get<uint64_t>(),
                        result.at("steps").get<int64_t>(), threads,
                        threads == 1 ? "thread" : "threads"),
            result.at("train_seconds"),
            figures_of(result),
            curves_of(parsed(fs::path(folder) / "curves.json")),
            pictures_in(folder)};
  } catch (const Json::exception& error) {
    throw heed::FileError(heed::file_message(result_path.string(), error.what()));
  }
}

Names compare(const std::vector<std::string>& first, const std::vector<std::string>& second) {
  const auto in = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  Names names;
  for (const std::string& name : first)
    (in(second, name) ? names.both : names.only_first).push_back(name);
  for (const std::string& name : second)
    if (!in(first, name)) names.only_second.push_back(name);
  return names;
}

}  // namespace comparison
