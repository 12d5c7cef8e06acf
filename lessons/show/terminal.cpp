// What a terminal can show, and showing it there.
#include "lessons/show/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "lessons/show/colours.hpp"

namespace heed::show {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

bool is_unicode() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (std::string locale = environment(name); !locale.empty()) {
      std::transform(locale.begin(), locale.end(), locale.begin(),
                     [](unsigned char c) { return char(std::tolower(c)); });
      return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
    }
  return false;
}

Terminal::Colours colours_of(bool interactive, const std::string& term) {
  if (!interactive || term.empty() || term == "dumb" || !environment("NO_COLOR").empty())
    return Terminal::Colours::none;
  const std::string depth = environment("COLORTERM");
  if (depth == "truecolor" || depth == "24bit") return Terminal::Colours::all;
  return Terminal::Colours::some;
}

int width_of(int descriptor) {
  const std::string columns = environment("COLUMNS");
  int width = 0;
  std::from_chars(columns.data(), columns.data() + columns.size(), width);
  winsize size{};
  if (width < 1 && ioctl(descriptor, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  return width < 1 ? 80 : std::clamp(width, 20, 1000);
}

// The escape code for a colour: 38 the letter's, 48 the ground's.
std::string paint(int what, Rgb c, Terminal::Colours colours) {
  if (colours == Terminal::Colours::all)
    return fmt::format("\x1b[{};2;{};{};{}m", what, c.r, c.g, c.b);
  const auto level = [](uint8_t value) { return (int(value) * 5 + 127) / 255; };  // a 6×6×6 cube
  return fmt::format("\x1b[{};5;{}m", what, 16 + 36 * level(c.r) + 6 * level(c.g) + level(c.b));
}

bool is_number(const std::string& cell) {
  return !cell.empty() && cell.find_first_not_of("0123456789+-.,eE% …") == std::string::npos &&
         cell.find_first_of("0123456789") != std::string::npos;
}

std::string table_line(const std::vector<std::string>& cells, const std::vector<int>& widths,
                       const std::vector<bool>& right) {
  std::string line;
  for (size_t i = 0; i < widths.size(); ++i) {
    const std::string cell = i < cells.size() ? cells[i] : "";
    const std::string space(size_t(widths[i] - text_width(cell)), ' ');
    line += (i ? "  " : "") + (right[i] ? space + cell : cell + space);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

Terminal Terminal::of(int descriptor) {
  const std::string term = environment("TERM");
  Terminal terminal;
  terminal.interactive = isatty(descriptor) && term != "dumb" && !term.empty();
  terminal.unicode = is_unicode();
  terminal.colours = colours_of(terminal.interactive, term);
  terminal.width = width_of(descriptor);
  return terminal;
}

std::string heat_map(const Tensor& x, double low, double high, const Terminal& terminal) {
  const int64_t height = x.size(0), width = x.size(1);
  const auto share = [&](int64_t row, int64_t column) {
    const double value = (double(x.at({row, column})) - low) / (high > low ? high - low : 1);
    return std::isnan(value) ? 0.0 : std::clamp(value, 0.0, 1.0);
  };
  const bool blocks = terminal.colours != Terminal::Colours::none && terminal.unicode;
  std::string text;
  for (int64_t row = 0; row < height; row += blocks ? 2 : 1) {
    for (int64_t column = 0; column < width; ++column) {
      constexpr std::string_view kRamp = " .:-=+*#%@";
      if (!blocks) {  // two characters, since one is twice as high as wide
        text += std::string(2, kRamp[size_t(std::lround(share(row, column) * 9))]);
        continue;
      }
      text += paint(38, viridis(share(row, column)), terminal.colours);
      if (row + 1 < height) text += paint(48, viridis(share(row + 1, column)), terminal.colours);
      text += "▀";
    }
    text += blocks ? "\x1b[0m\n" : "\n";
  }
  return text;
}

std::string heat_map(const Tensor& x, const Terminal& terminal) {
  const auto [low, high] = std::minmax_element(x.data(), x.data() + x.numel());
  if (x.numel() == 0) return "";
  return heat_map(x, double(*low), double(*high), terminal);
}

void print_heat_map(const Tensor& x) { std::cout << heat_map(x, Terminal::of(STDOUT_FILENO)); }

std::string text_table(const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows) {
  std::vector<int> widths;
  for (const std::string& cell : header) widths.push_back(text_width(cell));
  std::vector<bool> right(header.size(), !rows.empty());
  for (const auto& row : rows)
    for (size_t i = 0; i < std::min(row.size(), widths.size()); ++i) {
      widths[i] = std::max(widths[i], text_width(row[i]));
      right[i] = right[i] && is_number(row[i]);
    }
  std::vector<std::string> rule;
  for (const int width : widths) rule.push_back(std::string(size_t(width), '-'));
  std::string text = table_line(header, widths, right) + table_line(rule, widths, right);
  for (const auto& row : rows) text += table_line(row, widths, right);
  return text;
}

int text_width(std::string_view text) {
  return int(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace heed::show
