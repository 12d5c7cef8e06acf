// The few marks that the text of a page may hold.
#include "lessons/show/markup.hpp"

#include <algorithm>
#include <optional>

#include "engine/error.hpp"
#include "lessons/show/formula.hpp"
#include "lessons/show/html.hpp"

namespace heed::show {

namespace {

// A program hidden in an address (javascript:…) would run in the page.
void check_address(std::string_view address) {
  const bool fine = address.starts_with("https://") || address.starts_with("#") ||
                    address.find_first_of(":\"'<> \\") == std::string_view::npos;
  if (!fine || address.empty())
    throw ValueError("[page] not an address for a link: " + std::string(address));
}

// What stands between `open`, which is here, and the next `close`; takes both away.
std::optional<std::string_view> take_between(std::string_view& text, std::string_view open,
                                             std::string_view close) {
  if (!text.starts_with(open)) return {};
  const size_t end = text.find(close, open.size());
  if (end == std::string_view::npos || end == open.size()) return {};
  const std::string_view inside = text.substr(open.size(), end - open.size());
  text.remove_prefix(end + close.size());
  return inside;
}

std::optional<std::string> take_link(std::string_view& text) {
  std::string_view rest = text;
  const auto words = take_between(rest, "[", "]");
  const auto address = words ? take_between(rest, "(", ")") : std::nullopt;
  if (!address) return {};
  check_address(*address);
  text = rest;
  return element("a", markup(*words), "href=\"" + escaped(*address) + "\"");
}

// A long name may be broken after an underscore, where there is little room.
std::string code_of(std::string_view text) {
  std::string html;
  for (const char c : escaped(text)) html += c == '_' ? std::string("_<wbr>") : std::string(1, c);
  return element("code", html);
}

// The HTML of the mark that is here, taken away; nothing if there is none.
std::optional<std::string> take_mark(std::string_view& text) {
  if (const auto code = take_between(text, "`", "`")) return code_of(*code);
  if (const auto tex = take_between(text, "$", "$")) return mathml(*tex);
  if (const auto strong = take_between(text, "**", "**")) return element("strong", markup(*strong));
  if (const auto stress = take_between(text, "*", "*")) return element("em", markup(*stress));
  return take_link(text);
}

}  // namespace

std::string markup(std::string_view text) {
  constexpr std::string_view kMarks = "\\`*[$";
  std::string html;
  while (!text.empty()) {
    if (text.size() > 1 && text[0] == '\\' && kMarks.find(text[1]) != std::string_view::npos) {
      html += escaped(text.substr(1, 1));
      text.remove_prefix(2);
    } else if (const auto mark = take_mark(text)) {
      html += *mark;
    } else {  // up to where the next mark may be
      const size_t end = std::min(text.find_first_of(kMarks, 1), text.size());
      html += escaped(text.substr(0, end));
      text.remove_prefix(end);
    }
  }
  return html;
}

}  // namespace heed::show
