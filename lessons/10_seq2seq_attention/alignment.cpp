#include "lessons/10_seq2seq_attention/alignment.hpp"

#include <algorithm>
#include <cmath>

#include "lessons/show/plot.hpp"
#include "lessons/show/terminal.hpp"

namespace lesson10 {

namespace {

std::string filled(const std::string& text, int width) {
  return text + std::string(size_t(std::max(0, width - show::text_width(text))), ' ');
}

int widest(const std::vector<std::string>& names) {
  int width = 0;
  for (const std::string& name : names) width = std::max(width, show::text_width(name));
  return width;
}

}  // namespace

std::string drawn(const Aligned& alignment, const std::string& title,
                  const std::string& description) {
  return show::heat_plot(
      {title, description, "read", "written"}, alignment.weights,
      {.row_names = alignment.rows, .column_names = alignment.columns, .low = 0, .high = 1});
}

std::string printed(const Aligned& alignment) {
  const bool unicode = show::Terminal::of(1).unicode;
  const std::vector<std::string> shades = unicode
                                              ? std::vector<std::string>{"·", "░", "▒", "▓", "█"}
                                              : std::vector<std::string>{".", ":", "+", "*", "#"};
  const int row_width = widest(alignment.rows), width = widest(alignment.columns) + 1;
  std::string text = filled("", row_width);
  for (const std::string& name : alignment.columns) text += " " + filled(name, width - 1);
  const int64_t columns = int64_t(alignment.columns.size());
  for (size_t t = 0; t < alignment.rows.size(); ++t) {
    text += "\n" + filled(alignment.rows[t], row_width);
    for (int64_t j = 0; j < columns; ++j) {
      const double weight = double(alignment.weights.data()[int64_t(t) * columns + j]);
      const auto shade = size_t(std::clamp(std::lround(weight * 4), 0L, 4L));
      text += " " + filled(shades[shade], width - 1);
    }
  }
  return text + "\n";
}

double off_one(const Tensor& weights) {
  double worst = 0;
  for (int64_t t = 0; t < weights.size(0); ++t) {
    double sum = 0;
    for (int64_t j = 0; j < weights.size(1); ++j)
      sum += double(weights.data()[t * weights.size(1) + j]);
    worst = std::max(worst, std::abs(sum - 1));
  }
  return worst;
}

}  // namespace lesson10
