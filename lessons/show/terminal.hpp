// What a terminal can show, and showing it there: heat maps and aligned tables.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/tensor.hpp"

namespace heed::show {

// Found from the stream and the environment (NO_COLOR, TERM, COLORTERM, COLUMNS, LC_ALL, LC_CTYPE,
// LANG).
struct Terminal {
  enum class Colours { none, some, all };  // none, 256, 16 million

  bool interactive = false;  // someone watches: lines may be redrawn
  bool unicode = false;
  Colours colours = Colours::none;
  int width = 80;  // columns

  static Terminal of(int descriptor);  // 1: standard output, 2: standard error
};

// The rows of x (H, W) as coloured half blocks, dark for `low` to bright for `high`; as characters
// from " " to "@" where there are no colours. By default from x's least to its greatest value.
std::string heat_map(const Tensor& x, const Terminal& terminal);
std::string heat_map(const Tensor& x, double low, double high, const Terminal& terminal);

// To standard output, in the form that it can show.
void print_heat_map(const Tensor& x);

// Columns as wide as they must be; cells that are numbers are aligned at the right.
std::string text_table(const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows);

// How many columns UTF-8 text takes (combining and wide characters are not thought of).
int text_width(std::string_view text);

}  // namespace heed::show
