// One self-contained page, built from top to bottom.
#include "lessons/show/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/io/file.hpp"
#include "engine/io/png.hpp"
#include "lessons/show/formula.hpp"
#include "lessons/show/html.hpp"
#include "lessons/show/markup.hpp"
#include "lessons/show/page_style.hpp"

namespace heed::show {

namespace {

bool is_number(std::string_view cell) {
  return !cell.empty() &&
         cell.find_first_not_of("0123456789+-.,eE%−…× ") == std::string_view::npos &&
         cell.find_first_of("0123456789") != std::string_view::npos;
}

// A table's columns that hold nothing but numbers stand at the right.
std::vector<bool> number_columns(size_t columns,
                                 const std::vector<std::vector<std::string>>& rows) {
  std::vector<bool> numbers(columns, !rows.empty());
  for (const auto& row : rows)
    for (size_t i = 0; i < std::min(columns, row.size()); ++i)
      numbers[i] = numbers[i] && is_number(row[i]);
  return numbers;
}

std::string table_row(std::string_view tag, const std::vector<std::string>& cells,
                      const std::vector<bool>& numbers) {
  std::string html;
  for (size_t i = 0; i < cells.size(); ++i) {
    std::string attributes = tag == "th" ? "scope=\"col\"" : "";
    if (i < numbers.size() && numbers[i]) attributes += " class=\"number\"";
    html += element(tag, markup(cells[i]), attributes);
  }
  return element("tr", html) + "\n";
}

}  // namespace

Page::Page(std::string title, std::string lead)
    : title_(std::move(title)), lead_(std::move(lead)) {}

Page& Page::add(const std::string& html) {
  body_ += html + "\n";
  return *this;
}

Page& Page::heading(const std::string& text) { return add(element("h2", markup(text))); }
Page& Page::text(const std::string& text) { return add(element("p", markup(text))); }
Page& Page::note(const std::string& text) {
  return add(element("aside", markup(text), "class=\"note\""));
}
Page& Page::footer(const std::string& text) { return add(element("footer", markup(text))); }

Page& Page::list(const std::vector<std::string>& items) {
  std::string html;
  for (const std::string& item : items) html += element("li", markup(item));
  return add(element("ul", html));
}

Page& Page::formula(const std::string& tex) {
  return add(element("div", mathml(tex, true), "class=\"formula scroll\" tabindex=\"0\""));
}

Page& Page::code(const std::string& text) {
  return add(element("pre", element("code", escaped(text)), "tabindex=\"0\""));
}

Page& Page::question(const std::string& text, const std::string& answer) {
  return add(element("details", element("summary", markup(text)) + element("p", markup(answer))));
}

Page& Page::table(const std::vector<std::string>& header,
                  const std::vector<std::vector<std::string>>& rows, const std::string& caption) {
  const std::vector<bool> numbers = number_columns(header.size(), rows);
  std::string body;
  for (const auto& row : rows) body += table_row("td", row, numbers);
  const std::string table =
      element("thead", table_row("th", header, numbers)) + element("tbody", body);
  std::string html = element("div", element("table", table), "class=\"scroll\" tabindex=\"0\"");
  if (!caption.empty()) html += element("figcaption", markup(caption));
  return add(element("figure", html));
}

Page& Page::figure(const std::string& svg, const std::string& caption) {
  return add(element("figure", svg + element("figcaption", markup(caption))));
}

Page& Page::figure(const Picture& picture, const std::string& caption,
                   const std::string& description) {
  if (png_available())
    return add_picture(picture.width(), picture.height(), picture.data_uri(), caption, description);
  const std::string words = "(No picture: this build has no libpng.) " + description;
  return add(
      element("figure", element("p", escaped(words)) + element("figcaption", markup(caption))));
}

Page& Page::add_picture(int64_t width, int64_t height, const std::string& data_uri,
                        const std::string& caption, const std::string& description) {
  const std::string image = fmt::format("<img width=\"{}\" height=\"{}\" alt=\"{}\" src=\"{}\">",
                                        width, height, escaped(description), data_uri);
  return add(element("figure", image + element("figcaption", markup(caption))));
}

Page& Page::png(const std::string& bytes, const std::string& caption,
                const std::string& description) {
  if (bytes.size() < 24 || bytes.compare(0, 8, "\x89PNG\r\n\x1a\n") != 0)
    throw ValueError("[Page::png] these bytes are no PNG file");
  const auto number_at = [&](size_t at) {  // big-endian, of the header behind the signature
    uint32_t number = 0;
    for (size_t i = 0; i < 4; ++i) number = number << 8 | uint8_t(bytes[at + i]);
    return number;
  };
  return add_picture(number_at(16), number_at(20), "data:image/png;base64," + base64(bytes),
                     caption, description);
}

Page& Page::explorer(const Explorer& explorer, const std::string& caption) {
  explorers_ = true;
  return add(element("figure", explorer_html(explorer) + element("figcaption", markup(caption)),
                     "class=\"wide\""));
}

Page& Page::begin_row() { return add("<div class=\"row\">"); }
Page& Page::end_row() { return add("</div>"); }

std::string Page::html() const {
  // The policy forbids the browser to fetch anything, whatever the page should ask for, and to run
  // any script but the one with this word, if the page has it.
  const std::string policy = explorers_ ? "; script-src 'nonce-explorer'" : "";
  const std::string script =
      explorers_ ? element("script", kExplorerScript, "nonce=\"explorer\"") + "\n" : "";
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
         "img-src data:; style-src 'unsafe-inline'" +
         policy + "\">\n" + element("title", escaped(title_)) + "\n" +
         element("style", kPageStyle) + "\n</head>\n<body>\n<main>\n" +
         element("h1", markup(title_)) + "\n" + element("p", markup(lead_), "class=\"lead\"") +
         "\n" + body_ + "</main>\n" + script + "</body>\n</html>\n";
}

void Page::save(const std::string& path) const { write_file(path, html()); }

}  // namespace heed::show
