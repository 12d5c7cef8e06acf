// A run of a lesson: what it was asked for, its progress, and what it leaves behind.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lessons/show/course.hpp"
#include "lessons/show/folder.hpp"
#include "lessons/show/options.hpp"
#include "lessons/show/page.hpp"
#include "lessons/show/progress.hpp"
#include "lessons/show/result.hpp"

namespace heed::show {

class Run {
 public:
  Run(Options options, CourseEntry entry, std::filesystem::path root);

  const Options& options() const { return options_; }
  uint64_t seed() const { return options_.seed; }
  int64_t steps() const { return options_.steps; }  // of the largest training
  // Of another training, which takes `usual` steps where the budget is not changed; at least 1.
  int64_t steps(int64_t usual) const;

  std::string data(const std::string& name) const;  // "digits/digits.csv.gz" → where it lies
  std::string file(const std::string& name) const;  // in the run's folder
  Progress progress(const std::string& what, int64_t steps);

  // For result.json, the page and the table at the end, with what other seeds gave.
  void figure(const std::string& name, Figure value, std::optional<Range> range = {});

  Page page() const;            // with the lesson's title and what it shows
  void write(Page page) const;  // adds the figures and how to run it again; saved as index.html
  void suggest(const std::string& next);  // what to try next; printed at the end

  // result.json, curves.json (the losses of every training, by its name), the link `latest`, and
  // the last words on standard output.
  void finish() const;

 private:
  std::string settings() const;  // "seed 0, 1000 steps, 2 threads"
  Options options_;
  CourseEntry entry_;
  std::filesystem::path root_;
  RunFolder folder_;
  std::vector<NamedFigure> figures_;
  std::vector<std::string> suggestions_;
  Trainings trainings_;
};

}  // namespace heed::show
