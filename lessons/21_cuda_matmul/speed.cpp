// How fast each way is: on this machine's card, or on the one whose figures are stored.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/error.hpp"
#include "lessons/21_cuda_matmul/sections.hpp"

namespace lesson21 {

namespace {

// A card that fails is as good as none, unless its figures were what was asked for.
void measure_here(Lesson& lesson) {
  show::Progress bar =
      lesson.run.progress("measuring", int64_t(std::size(kSizes)) * int64_t(kWays));
  try {
    lesson.measured = measure(*lesson.found.card, bar);
  } catch (const DeviceError& error) {
    if (lesson.wishes.measure) throw;
    lesson.found = {nullptr, std::string("it failed: ") + error.what()};
    return;
  }
  bar.next();
  if (!lesson.wishes.measure) return;
  store(*lesson.measured, stored_path());
  std::cout << "\nstored in " << stored_path() << "\n";
}

std::string percent(double share) { return share > 0 ? fmt::format("{:.1f} %", 100 * share) : "–"; }

std::vector<std::string> header_of(const Speeds& speeds) {
  std::vector<std::string> header = {"TFLOP/s at n ="};
  for (const int64_t n : speeds.sizes) header.push_back(std::to_string(n));
  header.push_back("of cuBLAS");
  header.push_back("of the peak");
  return header;
}

std::vector<std::vector<std::string>> rows_of(const Speeds& speeds) {
  std::vector<std::vector<std::string>> rows;
  const size_t last = speeds.sizes.size() - 1, compared = speeds.compared();
  for (int way = 0; way < kWays; ++way) {
    std::vector<std::string> row = {name_of(way)};
    for (size_t i = 0; i <= last; ++i) {
      const double flops = speeds.flops(way, i);
      row.push_back(flops > 0 ? fmt::format("{:.2f}", flops / 1e12) : "–");
    }
    const double peak = speeds.peak(way);
    row.push_back(way < kOurs ? percent(speeds.share_of_cublas(way, compared)) : "–");
    row.push_back(percent(peak > 0 ? speeds.flops(way, compared) / peak : 0));
    rows.push_back(row);
  }
  return rows;
}

std::string drawn(const Speeds& speeds) {
  std::vector<double> x;
  for (const int64_t n : speeds.sizes) x.push_back(std::log2(double(n)));
  show::LinePlot plot({"Speed of a product of n × n matrices",
                       "All lines rise with n; the tensor cores' lie highest, the naive lowest.",
                       "log2 of n", "TFLOP/s"});
  for (int way = 0; way < kWays; ++way) {
    std::vector<double> y;
    for (size_t i = 0; i < x.size(); ++i) y.push_back(speeds.flops(way, i) / 1e12);
    plot.add(name_of(way), x, y);
  }
  return plot.log_y().svg();
}

std::string shares_drawn(const Speeds& speeds) {
  show::LinePlot plot({"Share of cuBLAS's speed",
                       "Each kernel beside cuBLAS on the same kind of numbers, where 1 is as fast.",
                       "log2 of n", "share"});
  for (int way = 0; way < kOurs; ++way) {
    std::vector<double> x, y;
    for (size_t i = 0; i < speeds.sizes.size(); ++i) {
      const double share = speeds.share_of_cublas(way, i);
      if (share == 0) continue;
      x.push_back(std::log2(double(speeds.sizes[i])));
      y.push_back(share);
    }
    plot.add(name_of(way), x, y);
  }
  return plot.level("cuBLAS", 1).y_range(0, 1).svg();
}

void describe_speeds(show::Page& page, const Speeds& speeds, const std::string& where) {
  page.text(where)
      .table(
          header_of(speeds), rows_of(speeds),
          fmt::format("The shares are those at n = {}. The peak is that of {} multiprocessors at "
                      "{:.2f} GHz, the highest clock that the card reports; “–”: not known, or "
                      "it could not be run.",
                      speeds.sizes[speeds.compared()], speeds.multiprocessors, speeds.clock / 1e9))
      .begin_row()
      .figure(drawn(speeds), "From 128 (7) to 8,192 (13), matrices that lie on the card already.")
      .figure(shares_drawn(speeds), "float beside float, TF32 beside TF32, bf16 beside bf16.")
      .end_row();
}

// Nothing is measured and nothing is stored.
void admit(Lesson& lesson) {
  const std::string text =
      "No card is at work here (" + lesson.found.why_not +
      "), and no figures of another are stored (lessons/21_cuda_matmul/figures.json): this section "
      "has nothing to show. The shares above are computed.";
  std::cout << text << "\n";
  lesson.page.text(text +
                   " On a machine with a card, `lessons/run 21 --measure` measures all ten "
                   "ways at 128 … 8,192 and stores them.");
}

void note_figures(Lesson& lesson) {
  if (!lesson.measured) {
    lesson.run.figure("device", {});
    lesson.run.figure("share_of_cublas", {});
    if (lesson.stored)
      lesson.run.figure("stored_device", lesson.stored->device + ", " + lesson.stored->date);
    return;
  }
  show::Figure::ByName shares;
  for (int way = 0; way < kOurs; ++way)
    shares.emplace_back(figure_name(way),
                        lesson.measured->share_of_cublas(way, lesson.measured->compared()));
  lesson.run.figure("device", lesson.measured->device);
  lesson.run.figure("share_of_cublas", shares);
}

}  // namespace

void show_speeds(Lesson& lesson) {
  std::cout << "\n4. How fast is it?\n\n";
  lesson.page.heading("How fast is it?");
  if (lesson.found.card) measure_here(lesson);
  lesson.stored = stored_speeds(stored_path());
  const auto& speeds = lesson.measured ? lesson.measured : lesson.stored;
  if (!speeds) {
    admit(lesson);
  } else {
    const std::string where =
        lesson.measured ? "Measured on this machine's " + speeds->device + "."
                        : "No card is at work here (" + lesson.found.why_not +
                              "). These are stored figures of another: " + speeds->device + ", " +
                              speeds->date + ".";
    std::cout << where << "\n\n" << show::text_table(header_of(*speeds), rows_of(*speeds));
    describe_speeds(lesson.page, *speeds, where);
  }
  note_figures(lesson);
}

}  // namespace lesson21
