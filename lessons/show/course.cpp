// Where the repository lies, and what lessons/course.json says about a lesson.
#include "lessons/show/course.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/io/file.hpp"

namespace heed::show {

namespace fs = std::filesystem;

namespace {

constexpr const char* kCourse = "lessons/course.json";

fs::path root_above(fs::path folder) {
  std::error_code problem;
  for (; !folder.empty(); folder = folder.parent_path()) {
    if (fs::is_regular_file(folder / kCourse, problem)) return folder;
    if (folder == folder.parent_path()) break;
  }
  return {};
}

}  // namespace

fs::path repository_root() {
  std::error_code problem;
  const fs::path starts[] = {fs::read_symlink("/proc/self/exe", problem).parent_path(),
                             fs::path(HEED_ROOT), fs::current_path(problem)};
  for (const fs::path& start : starts)
    if (fs::path root = root_above(start); !root.empty()) return root;
  return {};
}

CourseEntry course_entry(const fs::path& root, const std::string& id) {
  CourseEntry entry;
  entry.id = entry.title = id;
  const bool own = id.starts_with("mine/");  // made by lessons/new, with an entry of its own
  const fs::path path = own ? root / "lessons" / id / "lesson.json" : root / kCourse;
  std::ifstream file(path);
  if (root.empty() || !file) return entry;
  try {
    const nlohmann::json course = nlohmann::json::parse(file);
    for (const auto& lesson : own ? nlohmann::json{course} : course.at("lessons"))
      if (lesson.at("id") == id)
        entry = {id, lesson.at("title"), lesson.at("shows"), lesson.at("steps"),
                 lesson.value("seeds", entry.seeds)};
  } catch (const nlohmann::json::exception& error) {
    throw FileError(file_message(path.string(), error.what()));
  }
  return entry;
}

std::string short_name(const std::string& id) {
  return id.starts_with("mine/") ? id.substr(5) : id.substr(0, 2);
}

}  // namespace heed::show
