// Every head's attention, as pictures with the symbols at their sides.
#include "lessons/12_transformer/maps.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/ops.hpp"
#include "lessons/show/svg.hpp"

namespace lesson12 {

namespace {

using Names = std::vector<std::string>;
using Anchor = show::Svg::Anchor;

// A kind of attention, and what its rows and columns are.
struct Kind {
  std::string name;
  Names queries, keys;
};

Names names_of(const Vocabulary& vocabulary, const Indices& symbols) {
  Names names;
  for (int64_t i = 0; i < symbols.numel(); ++i) {
    const std::string& name = vocabulary.symbol(symbols[i]);
    names.push_back(name == " " ? "␣" : symbols[i] == Vocabulary::kBos ? "▸" : name);
  }
  return names;
}

// One head's map (queries, keys) with its names, from (left, top) on.
void draw_head(show::Svg& svg, const Tensor& map, const Kind& kind, double left, double top,
               double cell) {
  const double width = cell * double(map.size(1)), height = cell * double(map.size(0));
  svg.add(
      fmt::format("<image x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
                  "preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" "
                  "href=\"{}\"/>",
                  left, top, width, height, show::Picture::heat(map, 0, 1).data_uri()));
  const double size = std::min(10.5, cell);
  for (size_t i = 0; i < kind.queries.size(); ++i)
    svg.text(left - 4, top + cell * (double(i) + 0.5) + size * 0.35, kind.queries[i],
             {.size = size, .anchor = Anchor::end});
  for (size_t j = 0; j < kind.keys.size(); ++j)
    svg.text(left + cell * (double(j) + 0.5), top + height + size + 1, kind.keys[j],
             {.size = size, .anchor = Anchor::middle});
}

// The four heads (1, H, queries, keys) of a layer, two beside two.
std::string drawn(const Kind& kind, size_t layer, const Tensor& maps) {
  constexpr double kLeft = 24, kTop = 62, kStep = 212, kRoom = 184, kBelow = 40;
  const double cell = kRoom / double(std::max(maps.size(2), maps.size(3)));
  const double height = cell * double(maps.size(2)) + kBelow;
  show::Svg svg(show::Frame::kWidth, kTop + double((maps.size(1) + 1) / 2) * height);
  const std::string title = fmt::format("{}, layer {}", kind.name, layer + 1);
  svg.text(14, 24, title, {.size = 15, .bold = true});
  for (int64_t head = 0; head < maps.size(1); ++head) {
    const double left = kLeft + double(head % 2) * kStep, top = kTop + double(head / 2) * height;
    svg.text(left, top - 6, fmt::format("head {}", head + 1), {.size = 12});
    draw_head(svg, select(select(maps, 0, 0), 0, head), kind, left, top, cell);
  }
  return svg.finished({title,
                       "For each head a row for every symbol that looks, and a column for what it "
                       "looks at, from dark, 0, to yellow, 1.",
                       "", ""});
}

void show_kind(show::Page& page, const Kind& kind, const std::vector<Tensor>& maps) {
  page.begin_row();
  for (size_t layer = 0; layer < maps.size(); ++layer)
    page.figure(drawn(kind, layer, maps[layer]),
                "Rows look, columns are looked at; dark is 0, yellow 1.");
  page.end_row();
}

}  // namespace

void show_maps(show::Page& page, SequenceTransformer& model, const TextPair& pair,
               const Vocabulary& source, const Vocabulary& target) {
  const PairBatch batch = pad({encode(pair, source, target)});
  const TransformerMaps maps = model.maps(batch.source, batch.source_lengths, batch.target_in);
  const Names from = names_of(source, batch.source), to = names_of(target, batch.target_in);
  page.heading("What every head looks at")
      .text(fmt::format(
          "“{}” becomes “{}”. These are all maps of the model: a row for each symbol that looks, a "
          "column for what it looks at; each row sums to 1.",
          pair.source, pair.target))
      .text(
          "**Cross-attention.** A row is named by the symbol that the decoder has just read, ▸ "
          "being the beginning: the row of *1* is the step that writes what follows the *1*. Which "
          "steps look at the year, which at the name of the month?");
  show_kind(page, {"Cross-attention", to, from}, maps.cross);
  page.text(
      "**The decoder's own** maps are triangles, by the causal mask. The first row has only itself "
      "to look at.");
  show_kind(page, {"Decoder", to, to}, maps.decoder);
  page.text(
      "**The encoder's** have no mask: the source is known as a whole. Look for heads that gather "
      "the four digits of the year.");
  show_kind(page, {"Encoder", from, from}, maps.encoder);
}

}  // namespace lesson12
