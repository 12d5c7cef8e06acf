// A strict reader of the tags of a page, for tests.
#pragma once

#include <string>
#include <vector>

// "" if every tag of `html` is closed in the right order, each attribute is quoted, and < and &
// stand for nothing else; otherwise what is wrong.
inline std::string tag_problem(const std::string& html) {
  std::vector<std::string> open;
  for (size_t at = html.find_first_of("<&"); at != std::string::npos;
       at = html.find_first_of("<&", at + 1)) {
    if (html[at] == '&') {
      const size_t end = html.find_first_not_of("#abcdefghijklmnopqrstuvwxyz0123456789", at + 1);
      if (end == std::string::npos || html[end] != ';') return "a bare &: " + html.substr(at, 20);
      continue;
    }
    if (html.compare(at, 9, "<!DOCTYPE") == 0) continue;
    const size_t end = html.find('>', at);
    if (end == std::string::npos) return "a tag without end";
    const std::string tag = html.substr(at + 1, end - at - 1);
    const std::string name = tag.substr(0, tag.find(' '));
    size_t quotes = 0;
    for (const char c : tag) quotes += c == '"';
    if (quotes % 2 || tag.find('<') != std::string::npos) return "a broken tag: " + tag;
    if (name == "meta" || name == "img" || name == "input" || name == "wbr") continue;
    if (name == "script") {  // all up to its end is no HTML
      at = html.find("</script>", end);
      if (at == std::string::npos) return "a script without end";
    } else if (name[0] != '/') {
      open.push_back(name);
    } else {
      if (open.empty() || "/" + open.back() != name) return "closed out of order: " + tag;
      open.pop_back();
    }
  }
  return open.empty() ? "" : "not closed: " + open.back();
}
