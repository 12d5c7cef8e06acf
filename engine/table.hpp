// Text in columns, and long numbers that can be read: what the ledger and summary() print.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION {

std::string grouped(int64_t number);  // "1,234,567"

// Rows of cells under a header, two blanks between columns: the first `left` columns begin at their
// left edge, the others, which hold numbers, end at their right. A row has as many cells as the
// header.
class Table {
 public:
  Table(std::vector<std::string> header, size_t left) : rows_{std::move(header)}, left_(left) {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  // A line a row. Where a line would be longer than `width`, cells of the first column lose their
  // beginning, for "..".
  std::string text(size_t width = 100) const;

 private:
  std::vector<std::vector<std::string>> rows_;
  size_t left_;
};

}  // namespace heed::inline HEED_PRECISION
