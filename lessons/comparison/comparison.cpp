// Two runs on one page: figures, curves, pictures. Called by lessons/compare with the runs'
// folders.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "engine/io/file.hpp"
#include "lessons/comparison/past_run.hpp"
#include "lessons/show/lesson.hpp"

namespace {

using namespace comparison;
namespace show = heed::show;
namespace fs = std::filesystem;

std::vector<std::string> names_of(const auto& list) {
  std::vector<std::string> names;
  for (const auto& one : list) names.push_back(one.name);
  return names;
}

const auto& named(const auto& list, const std::string& name) {
  return *std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.name == name; });
}

// "14_tiny_vit/3"
std::string title_of(const PastRun& run) {
  return run.lesson + "/" + fs::weakly_canonical(run.folder).filename().string();
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "`" : ", `") + name + "`";
  return text;
}

// What only one of the runs has, and so cannot be compared; "" if there is nothing.
std::string left_over(const Names& names, const PastRun& a, const PastRun& b) {
  std::string text;
  if (!names.only_first.empty())
    text += fmt::format("Only {} has {}. ", title_of(a), joined(names.only_first));
  if (!names.only_second.empty())
    text += fmt::format("Only {} has {}. ", title_of(b), joined(names.only_second));
  return text;
}

using Rows = std::vector<std::vector<std::string>>;

Rows figure_rows(const PastRun& a, const PastRun& b, const std::vector<std::string>& names) {
  Rows rows;
  for (const std::string& name : names) {
    const PastFigure &u = named(a.figures, name), &v = named(b.figures, name);
    const double difference = v.number - u.number;
    rows.push_back(
        {name, u.text, v.text, std::isnan(difference) ? "" : fmt::format("{:+.4g}", difference)});
  }
  return rows;
}

void show_figures(show::Page& page, const PastRun& a, const PastRun& b) {
  const Names names = compare(names_of(a.figures), names_of(b.figures));
  page.heading("Figures");
  const Rows settings = {{"settings", a.settings, b.settings, ""},
                         {"seconds of training", fmt::format("{:.1f}", a.train_seconds),
                          fmt::format("{:.1f}", b.train_seconds),
                          fmt::format("{:+.1f}", b.train_seconds - a.train_seconds)}};
  Rows rows = figure_rows(a, b, names.both);
  rows.insert(rows.begin(), settings.begin(), settings.end());
  const std::vector<std::string> header = {"figure", title_of(a), title_of(b), "difference"};
  std::cout << show::text_table(header, rows);
  page.table(header, rows);
  if (const std::string text = left_over(names, a, b); !text.empty()) page.note(text);
}

void show_curves(show::Page& page, const PastRun& a, const PastRun& b) {
  const Names names = compare(names_of(a.curves), names_of(b.curves));
  page.heading("Losses");
  for (const std::string& name : names.both) {
    show::LinePlot plot({name, "The losses of both runs.", "step", "loss"});
    plot.add(title_of(a), named(a.curves, name).losses);
    plot.add(title_of(b), named(b.curves, name).losses);
    page.figure(plot.svg(), "The loss of every step.");
  }
  if (const std::string text = left_over(names, a, b); !text.empty()) page.note(text);
}

void show_pictures(show::Page& page, const PastRun& a, const PastRun& b) {
  const Names names = compare(a.pictures, b.pictures);
  page.heading("Pictures");
  for (const std::string& name : names.both) {
    page.begin_row();
    for (const PastRun* run : {&a, &b}) {
      std::ostringstream bytes;
      bytes << std::ifstream(fs::path(run->folder) / name, std::ios::binary).rdbuf();
      page.png(bytes.str(), "`" + name + "` of " + title_of(*run),
               name + " as the run " + title_of(*run) + " drew it");
    }
    page.end_row();
  }
  if (const std::string text = left_over(names, a, b); !text.empty()) page.note(text);
}

bool anything_in_common(const PastRun& a, const PastRun& b) {
  return !compare(names_of(a.figures), names_of(b.figures)).both.empty() ||
         !compare(names_of(a.curves), names_of(b.curves)).both.empty() ||
         !compare(a.pictures, b.pictures).both.empty();
}

int compare_runs(const std::string& first, const std::string& second) {
  const PastRun a = read_run(first), b = read_run(second);
  if (!anything_in_common(a, b)) {
    std::cerr << fmt::format(
        "compare: {} and {} have no figure, curve or picture in common: nothing to compare\n",
        title_of(a), title_of(b));
    return 2;
  }
  show::Page page(title_of(a) + " and " + title_of(b), "Two runs, side by side.");
  show_figures(page, a, b);
  show_curves(page, a, b);
  show_pictures(page, a, b);
  const show::RunFolder folder(show::repository_root(), "", "compare");
  page.save((folder.path() / "index.html").string());
  folder.publish();
  std::cout << "\npage: " << (folder.path() / "index.html").string() << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "compare: needs the folders of two runs; lessons/compare finds them\n";
    return 2;
  }
  try {
    return compare_runs(argv[1], argv[2]);
  } catch (const heed::FileError& error) {
    std::cerr << "compare: " << error.what() << "\n";
    return 3;
  } catch (const std::exception& error) {
    std::cerr << "compare: " << error.what() << "\n";
    return 1;
  }
}
