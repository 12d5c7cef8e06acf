// Drawing blocks, warps and threads to scale.
#include "lessons/21_cuda_matmul/drawing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lessons/21_cuda_matmul/blocks.hpp"
#include "lessons/21_cuda_matmul/emulation.hpp"
#include "lessons/show/svg.hpp"

namespace lesson21 {

namespace show = heed::show;

namespace {

const std::string& warp_colour() {
  static const std::string colour = show::to_hex(show::palette(1));
  return colour;
}
const std::string& thread_colour() {
  static const std::string colour = show::to_hex(show::palette(0));
  return colour;
}

constexpr double kLeft = 26, kTop = 50, kSlice = 64, kGap = 16, kStrip = 9;

// One matrix (or the part of it that a block has to do with), and the boxes in it.
struct Area {
  double x, y, by_column, by_row;  // pixels an element

  void fill(show::Svg& svg, const std::vector<Box>& boxes, const std::string& colour,
            double opacity) const {
    for (const Box& box : boxes)
      svg.rect(x + box.column * by_column, y + box.row * by_row,
               std::max(1.4, box.columns * by_column), std::max(1.4, box.rows * by_row),
               fmt::format("fill=\"{}\" fill-opacity=\"{}\"", colour, opacity));
  }
  void outline(show::Svg& svg, double rows, double columns) const {
    svg.rect(x, y, columns * by_column, rows * by_row,
             "fill=\"currentColor\" fill-opacity=\"0.06\" stroke=\"currentColor\" "
             "stroke-opacity=\"0.5\"");
  }
};

// A warp that reads 32 rows is given 32 sectors of 8 numbers each.
std::vector<Box> sectors(const Idea& idea) { return {{0, 8, double(idea.rows), 8}}; }

// Steps that are on their way stand behind this one; a strip of each is to be seen.
void draw_ahead(show::Svg& svg, const Idea& idea, const Area& a, const Area& b) {
  const std::string dashed = "fill=\"none\" stroke=\"currentColor\" stroke-dasharray=\"3 3\"";
  for (int i = 1; i <= idea.ahead; ++i) {
    svg.rect(a.x - kStrip * i, a.y, kStrip, idea.rows * a.by_row, dashed);
    svg.rect(b.x, b.y - kStrip * i, idea.columns * b.by_column, kStrip, dashed);
  }
}

void draw_legend(show::Svg& svg, int way, double y) {
  const auto entry = [&](double x, const std::string& colour, const std::string& words) {
    svg.rect(x, y - 10, 12, 12, fmt::format("fill=\"{}\"", colour));
    svg.text(x + 18, y, words, {});
  };
  svg.rect(kLeft, y - 10, 12, 12,
           "fill=\"currentColor\" fill-opacity=\"0.06\" stroke=\"currentColor\"");
  svg.text(kLeft + 18, y, "a block", {});
  entry(kLeft + 100, warp_colour(), "a warp of it");
  entry(kLeft + 226, thread_colour(), way < kTensorCoresTf32 ? "one thread" : "two instructions");
}

}  // namespace

std::string draw_idea(int way) {
  const Idea idea = idea_of(way);
  const double scale = 220.0 / std::max(idea.rows, idea.columns);
  const double ahead = kStrip * idea.ahead, side = kLeft + kSlice + ahead + kGap,
               top = kTop + kSlice + ahead + kGap, slice = kSlice / idea.depth;
  const Area a{kLeft + ahead, top, slice, scale}, b{side, kTop + ahead, scale, slice},
      c{side, top, scale, scale};
  show::Svg svg(380, top + idea.rows * scale + 40);
  svg.text(14, 24, name_of(way), {.size = 15, .bold = true});
  draw_ahead(svg, idea, a, b);
  a.outline(svg, idea.rows, idea.depth);
  b.outline(svg, idea.depth, idea.columns);
  c.outline(svg, idea.rows, idea.columns);
  if (way == kNaive) a.fill(svg, sectors(idea), warp_colour(), 0.2);
  a.fill(svg, idea.warp_a, warp_colour(), 0.55);
  b.fill(svg, idea.warp_b, warp_colour(), 0.55);
  c.fill(svg, idea.warp_c, warp_colour(), 0.45);
  a.fill(svg, idea.thread_a, thread_colour(), 1);
  b.fill(svg, idea.thread_b, thread_colour(), 1);
  c.fill(svg, idea.thread_c, thread_colour(), 1);
  svg.text(kLeft + 4, top - 6, "A", {.bold = true});
  svg.text(side - 14, kTop + 14, "B", {.bold = true});
  svg.text(side + idea.columns * scale + 5, top + 14, "C", {.bold = true});
  svg.text(kLeft + 24, top - 6, fmt::format("{} of k", idea.depth), {.size = 11});
  draw_legend(svg, way, top + idea.rows * scale + 26);
  return svg.finished({name_of(way), idea_caption(way), "", ""});
}

std::string idea_caption(int way) {
  switch (way) {
    case kNaive:
      return "A block of 32 × 32. A warp's elements of C stand below each other, so that at each k "
             "it needs 32 elements of A that lie in 32 rows. Memory answers in sectors of 8 "
             "numbers (pale): seven of eight are thrown away.";
    case kCoalesced:
      return "The warp lies down: one element of A for all, and 32 neighbours of B, four whole "
             "sectors.";
    case kTiles:
      return "The block keeps 32 × 32 of A and of B in shared memory. Each element is fetched once "
             "and used by 32 threads; a thread reads a row of A and a column of B.";
    case kRegisters:
      return "A block of 128 × 128. A thread has 8 × 8 elements of C, 16 apart: 8 numbers of A and "
             "8 of B make 64 products.";
    case kVectorised:
      return "The 64 elements are four squares of 4 × 4: four neighbours are read by one "
             "instruction. A warp has 32 × 64 of C. Dashed: the next tiles, on their way.";
    default:
      return "A block of 128 × 256, a warp 64 × 64 of it. Blue is what the "
             "warp multiplies by two instructions, 16 × 16. Dashed: two further steps.";
  }
}

}  // namespace lesson21
