// The parts of an explorer: choices, two maps on the picture, and the weights as text for its
// script.
#include "lessons/show/explorer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/io/png.hpp"
#include "lessons/show/html.hpp"

namespace heed::show {

namespace {

constexpr const char* kWhat = "Page::explorer";

int64_t tokens_of(const Explorer& explorer) {
  return int64_t(explorer.rows) * explorer.columns + explorer.cls;
}

int64_t heads_of(const Explorer& explorer) {
  if (explorer.rows < 1 || explorer.columns < 1 || explorer.layers.empty())
    throw ValueError("[Page::explorer] needs at least one row, one column and one layer");
  const Tensor& first = explorer.layers[0];
  const int64_t tokens = tokens_of(explorer);
  for (const Tensor& layer : explorer.layers) {
    const bool batch_of_one = layer.dim() == 4 && layer.size(0) == 1;
    if ((layer.dim() != 3 && !batch_of_one) || layer.size(-1) != tokens ||
        layer.size(-2) != tokens || layer.shape() != first.shape())
      throw ShapeError(explain(kWhat, Place{}, "weights do not fit the cells",
                               {{"weights", layer.shape()}, {"the first layer's", first.shape()}},
                               fmt::format("needs (heads, {0}, {0}) for each layer", tokens)));
  }
  return first.size(-3);
}

// Four bytes, least first, of the row's largest weight, then a byte for each weight: 255 times the
// root of its share of the largest. The root leaves small weights apart.
void append_row(std::string& bytes, const real* row, int64_t tokens) {
  const auto bad =
      std::find_if(row, row + tokens, [](real w) { return !(w >= 0 && std::isfinite(double(w))); });
  if (bad != row + tokens)
    throw ValueError(fmt::format("[Page::explorer] weights are 0 or more, not {}", double(*bad)));
  const float most = float(*std::max_element(row, row + tokens));
  const auto bits = std::bit_cast<uint32_t>(most);
  for (int byte = 0; byte < 4; ++byte) bytes += char(bits >> 8 * byte & 255);
  for (int64_t j = 0; j < tokens; ++j)
    bytes += char(most > 0 ? std::lround(255 * std::sqrt(double(row[j]) / most)) : 0);
}

std::string weights_text(const Explorer& explorer) {
  const int64_t tokens = tokens_of(explorer);
  std::string bytes;
  for (const Tensor& layer : explorer.layers) {
    for (int64_t row = 0; row < layer.numel() / tokens; ++row)
      append_row(bytes, layer.data() + row * tokens, tokens);
  }
  return base64(bytes);
}

std::string viridis_text() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    const Rgb colour = viridis(i / 255.0);
    bytes += {char(colour.r), char(colour.g), char(colour.b)};
  }
  return base64(bytes);
}

std::string option(const std::string& words, int64_t value, bool chosen) {
  return element("option", words,
                 fmt::format("value=\"{}\"{}", value, chosen ? " selected=\"selected\"" : ""));
}

std::string choices(const Explorer& explorer, int64_t heads) {
  std::string layers, html;
  std::string all_heads = option("all, averaged", -1, explorer.head < 0);
  const auto depth = int64_t(explorer.layers.size());
  const int64_t shown = explorer.layer < 0 ? depth - 1 : explorer.layer;
  for (int64_t i = 0; i < depth; ++i) layers += option(std::to_string(i + 1), i, i == shown);
  for (int64_t h = 0; h < heads; ++h)
    all_heads += option(std::to_string(h + 1), h, h == explorer.head);
  const auto select = [](const char* words, const char* name, const std::string& options) {
    return element("label", words + element("select", options, fmt::format("class=\"{}\"", name))) +
           "\n";
  };
  if (depth > 1) html += select("Layer ", "layer", layers);
  if (heads > 1) html += select("Head ", "head", all_heads);
  if (explorer.cls) html += element("button", "Choose CLS", "type=\"button\" class=\"cls\"");
  return html.empty() ? html : element("div", html, "class=\"choices\"");
}

std::string map(const Explorer& explorer, const char* name, const std::string& words) {
  const Picture& picture = explorer.picture;
  const std::string about = escaped(explorer.name + ": " + words);
  const std::string image =
      fmt::format("<img width=\"{}\" height=\"{}\" alt=\"{}\" src=\"{}\">", picture.width(),
                  picture.height(), escaped(explorer.name), picture.data_uri());
  const std::string canvas = element(
      "canvas", "",
      fmt::format("class=\"{}\" tabindex=\"0\" role=\"img\" aria-label=\"{}. Arrow keys choose.\"",
                  name, about));
  return element("div",
                 element("p", escaped(words)) + element("div", image + canvas, "class=\"stack\""),
                 "class=\"map\"") +
         "\n";
}

}  // namespace

std::string explorer_html(const Explorer& explorer) {
  const int64_t heads = heads_of(explorer);
  const int64_t chosen = explorer.chosen + explorer.cls;
  if (chosen < 0 || chosen >= tokens_of(explorer))
    throw ValueError(fmt::format("[Page::explorer] there is no cell {} among {} x {}",
                                 explorer.chosen, explorer.rows, explorer.columns));
  const std::string maps =
      map(explorer, "row-map", "What the chosen " + explorer.cell + " looks at (its row)") +
      map(explorer, "column-map", "Who looks at it (its column)");
  const std::string hidden = "type=\"text/plain\" class=\"";
  return element(
      "div",
      "\n" + choices(explorer, heads) + element("div", maps, "class=\"maps\"") +
          element("output", "To choose here, the browser must be allowed to run the page's script.",
                  "aria-live=\"polite\"") +
          element("script", weights_text(explorer), hidden + "weights\"") +
          element("script", viridis_text(), hidden + "colours\"") + "\n",
      fmt::format("class=\"explorer\" data-rows=\"{}\" data-columns=\"{}\" data-cls=\"{}\" "
                  "data-heads=\"{}\" data-layers=\"{}\" data-chosen=\"{}\" data-cell=\"{}\"",
                  explorer.rows, explorer.columns, int(explorer.cls), heads, explorer.layers.size(),
                  chosen, escaped(explorer.cell)));
}

}  // namespace heed::show
