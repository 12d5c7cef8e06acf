// A run of a lesson: what it was asked for, and what it leaves behind.
#include "lessons/show/run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iostream>

#include "engine/cuda/matmul_device.hpp"
#include "engine/io/file.hpp"
#include "engine/profile.hpp"
#include "engine/threads.hpp"
#include "engine/timeline.hpp"

namespace heed::show {

namespace fs = std::filesystem;

namespace {

// As short as it can be typed from here.
std::string shown(const fs::path& path) {
  std::error_code problem;
  const fs::path here = fs::relative(path, problem);
  const bool below = !problem && !here.empty() && here.begin()->string() != "..";
  return below ? here.string() : path.string();
}

}  // namespace

Run::Run(Options options, CourseEntry entry, fs::path root)
    : options_(std::move(options)),
      entry_(std::move(entry)),
      root_(std::move(root)),
      folder_(root_, options_.out, entry_.id) {
  profile::enable(options_.profile);
  if (options_.profile) profile::record_timeline(true);
  fs::remove(
      file("result.json"));  // of an earlier run with the same --out: this one may be stopped
  if (!folder_.note().empty())
    std::cerr << fmt::format("{}: note: {}; this run goes to {}\n", entry_.id, folder_.note(),
                             folder_.path().string());
}

int64_t Run::steps(int64_t usual) const {
  if (entry_.steps == 0 || options_.steps == entry_.steps) return usual;
  const double share = double(options_.steps) / double(entry_.steps);
  return std::max<int64_t>(1, std::llround(double(usual) * share));
}

std::string Run::data(const std::string& name) const {
  const fs::path folder = options_.data.empty() ? root_ / "data" : fs::path(options_.data);
  return (folder / name).string();
}

std::string Run::file(const std::string& name) const { return (folder_.path() / name).string(); }

Progress Run::progress(const std::string& what, int64_t steps) {
  return Progress(what, steps, options_.quiet, &trainings_);
}

void Run::figure(const std::string& name, Figure value, std::optional<Range> range) {
  figures_.push_back({name, std::move(value), range});
}

void Run::suggest(const std::string& next) { suggestions_.push_back(next); }

std::string Run::settings() const {
  return fmt::format("seed {}, {} steps, {} {}", options_.seed, options_.steps, num_threads(),
                     num_threads() == 1 ? "thread" : "threads");
}

Page Run::page() const {
  std::string lead = entry_.shows;
  if (!lead.empty()) lead[0] = char(std::toupper(static_cast<unsigned char>(lead[0])));
  return Page(entry_.title, lead.empty() ? lead : lead + ".");
}

void Run::write(Page page) const {
  std::vector<std::vector<std::string>> rows;
  for (const NamedFigure& figure : figures_)
    rows.push_back({"`" + figure.name + "`", figure.figure.text(), figure.verdict()});
  if (!rows.empty())
    page.heading("The figures of this run")
        .table(
            {"figure", "this run", fmt::format("seeds {}, {} steps", entry_.seeds, entry_.steps)},
            rows);
  page.footer(
      fmt::format("This run: {}, heed {}. Again with another seed: `lessons/run {} --seed {}`",
                  settings(), HEED_VERSION, short_name(entry_.id), options_.seed + 1));
  page.save(file("index.html"));
}

void Run::finish() const {
  const Result result{entry_.id,      HEED_VERSION,       options_.seed, num_threads(),
                      options_.steps, trainings_.seconds, figures_};
  write_file(file("curves.json"), to_json(trainings_.curves));
  write_file(file("result.json"), to_json(result));
  folder_.publish();
  std::vector<std::vector<std::string>> rows;
  for (const NamedFigure& figure : figures_)
    rows.push_back({figure.name, figure.figure.text(), figure.verdict()});
  if (!rows.empty())
    std::cout << "\n"
              << text_table({"figure", "this run",
                             fmt::format("seeds {}, {} steps", entry_.seeds, entry_.steps)},
                            rows);
  if (options_.profile) {
    profile::write_timeline(file("trace.json"));
    profile::print(std::cout);
    std::cout << matmul_report();
    std::cout << fmt::format(
        "its first 100,000 operations, one after the other: {} (ui.perfetto.dev opens it)\n",
        shown(file("trace.json")));
  }
  const bool has_page = fs::exists(file("index.html"));
  std::cout << fmt::format("\n{}\n{}: {}\n", settings(), has_page ? "page" : "result",
                           shown(file(has_page ? "index.html" : "result.json")));
  for (const std::string& suggestion : suggestions_) std::cout << "next: " << suggestion << "\n";
}

}  // namespace heed::show
