// Several processes write one file of figures.

#include "tests/figures.hpp"

#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"

namespace heed::figures {

namespace {

using Json = nlohmann::json;

// Changes a file of JSON while nobody else does.
void change(const std::string& path, const std::function<void(Json&)>& how) {
  const int lock = open((path + ".lock").c_str(), O_CREAT | O_RDWR, 0644);
  if (lock < 0) return;  // the tests run elsewhere: there is no build folder to leave figures in
  flock(lock, LOCK_EX);
  Json all = Json::parse(std::ifstream(path), nullptr, /*allow_exceptions=*/false);
  if (!all.is_object()) all = Json::object();
  how(all);
  std::ofstream(path) << all.dump(2) << "\n";
  close(lock);
}

const char* const kFigures = "build/test-figures.json";

}  // namespace

void leave(const std::string& name, int64_t value) {
  change(kFigures, [&](Json& all) { all[name] = value; });
}
void leave(const std::string& name, double value) {
  change(kFigures, [&](Json& all) { all[name] = value; });
}
void leave(const std::string& name, const std::string& value) {
  change(kFigures, [&](Json& all) { all[name] = value; });
}

void leave_golden(const std::string& precision, double error) {
  struct Tally {
    int64_t tensors = 0;
    double worst = 0;
  };
  static std::map<std::string, Tally> tallies;  // by test, so that running one twice counts once
  const std::string test = Catch::getResultCapture().getCurrentTestName();
  Tally& own = tallies[test];
  ++own.tensors;
  own.worst = std::max(own.worst, error);
  int64_t count = 0;
  double largest = 0;
  change("build/test-figures-golden.json", [&](Json& all) {
    all[precision][test] = {{"tensors", own.tensors}, {"worst", own.worst}};
    for (const Json& one : all[precision]) {
      count += one["tensors"].get<int64_t>();
      largest = std::max(largest, one["worst"].get<double>());
    }
  });
  if (precision == "f32") leave("golden_tensors", count);
  leave("max_golden_error_" + precision, largest);
}

}  // namespace heed::figures
