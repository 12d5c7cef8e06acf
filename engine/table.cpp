// Text in columns. Cells are ASCII: a byte is a column.

#include "engine/table.hpp"

#include <algorithm>

namespace heed::inline HEED_PRECISION {

std::string grouped(int64_t number) {
  std::string text = std::to_string(number);
  const int64_t first = number < 0 ? 1 : 0;  // digit; no comma stands before it
  for (int64_t i = int64_t(text.size()) - 3; i > first; i -= 3) text.insert(size_t(i), 1, ',');
  return text;
}

std::string Table::text(size_t width) const {
  std::vector<size_t> widths(rows_[0].size(), 0);
  size_t whole = 2 * (widths.size() - 1);
  for (size_t k = 0; k < widths.size(); ++k) {
    for (const auto& row : rows_) widths[k] = std::max(widths[k], row[k].size());
    whole += widths[k];
  }
  if (whole > width)
    widths[0] = std::max<size_t>(8, widths[0] - std::min(widths[0], whole - width));
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (size_t k = 0; k < widths.size(); ++k) {
      std::string cell = row[k];
      if (cell.size() > widths[k]) cell.replace(0, cell.size() - widths[k] + 2, "..");
      const std::string blanks(widths[k] - cell.size(), ' ');
      line += (k > 0 ? "  " : "") + (k < left_ ? cell + blanks : blanks + cell);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace heed::inline HEED_PRECISION
