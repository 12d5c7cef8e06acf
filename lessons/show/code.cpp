// How code is listed.
#include "lessons/show/code.hpp"

#include <sstream>

namespace heed::show {

namespace {

constexpr size_t kWide = 78;  // characters in a line of a page

}  // namespace

std::string listing(const std::string& text) {
  std::string lines;
  for (const char c : text)
    if (c != ' ' || lines.empty() || !lines.ends_with(";"))
      lines += c;
    else
      lines += '\n';
  if (lines.find('\n') != std::string::npos) return lines;
  if (lines.starts_with("return ")) lines.erase(0, 7);
  if (lines.ends_with(";")) lines.pop_back();
  return lines;
}

std::string folded(const std::string& message) {
  std::istringstream in(message);
  std::string text, line;
  while (std::getline(in, line)) {
    const std::string indent(line.starts_with("  ") ? 2 : 4, ' ');
    while (line.size() > kWide) {
      const size_t space = line.rfind(' ', kWide);
      if (space == std::string::npos || space < indent.size() + 1) break;
      text += line.substr(0, space) + "\n";
      line = indent + line.substr(space + 1);
    }
    text += line + "\n";
  }
  if (!text.empty()) text.pop_back();
  return text;
}

}  // namespace heed::show
