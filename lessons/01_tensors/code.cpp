// How code is listed.
#include "lessons/01_tensors/code.hpp"

namespace lesson {

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

}  // namespace lesson
