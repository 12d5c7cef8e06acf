// Where the repository lies, and what lessons/course.json says about a lesson.
#pragma once

#include <filesystem>
#include <string>

#include "lessons/show/options.hpp"

namespace heed::show {

// The folder that holds lessons/course.json: looked for above the executable (build/ lies in the
// repository), then where the build was configured, then above the working directory. Empty if
// nowhere.
std::filesystem::path repository_root();

struct CourseEntry {
  std::string id, title, shows;
  int64_t steps = 0;             // budget of the largest training; 0 if unknown
  std::string seeds = "0 to 4";  // which gave the ranges that stand beside figures
};

// The entry of lesson `id` in ROOT/lessons/course.json, or in ROOT/lessons/mine/NAME/lesson.json
// for mine/NAME. Where there is none, title is the id, and the rest empty. FileError if the file is
// not what it should be.
CourseEntry course_entry(const std::filesystem::path& root, const std::string& id);

std::string short_name(const std::string& id);  // as one types it for lessons/run: "14", or NAME

}  // namespace heed::show
