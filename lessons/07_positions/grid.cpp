// A picture has two directions: sinusoids in one line, and in two.
#include <fmt/format.h>

#include <iostream>

#include "engine/ops.hpp"
#include "layers/positions.hpp"
#include "lessons/07_positions/grid_likeness.hpp"
#include "lessons/07_positions/sections.hpp"

namespace lesson07 {

namespace {

constexpr int64_t kSide = 14, kWidth = 64, kRow = 5, kColumn = 9;
constexpr int kZoom = 16;

struct Findings {
  Tensor line, plane;                                         // (14, 14): likeness to place (5, 9)
  double line_below, line_beside, plane_below, plane_beside;  // of its neighbours
  Tensor maps;  // (64, 14, 14): the numbers themselves
};

Findings compute() {
  Findings found;
  const Tensor plane = sinusoidal_positions_2d(kSide, kSide, kWidth);
  found.line =
      likeness_to(sinusoidal_positions(kSide * kSide, kWidth), kSide, kSide, kRow, kColumn);
  found.plane = likeness_to(as_rows(plane), kSide, kSide, kRow, kColumn);
  found.maps = select(plane, 0, 0);
  found.line_below = found.line.at({kRow + 1, kColumn});
  found.line_beside = found.line.at({kRow, kColumn + 1});
  found.plane_below = found.plane.at({kRow + 1, kColumn});
  found.plane_beside = found.plane.at({kRow, kColumn + 1});
  return found;
}

const std::vector<std::string> kHeader = {"positions", "neighbour beside", "neighbour below"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  const auto cosine = [](double value) { return fmt::format("{:.3f}", value); };
  return {{"in one line", cosine(found.line_beside), cosine(found.line_below)},
          {"in two directions", cosine(found.plane_beside), cosine(found.plane_below)}};
}

show::Picture map_drawn(const Tensor& likeness) {
  show::Picture picture = show::Picture::heat(likeness).enlarged(kZoom);
  return picture.box(int(kColumn) * kZoom, int(kRow) * kZoom, int(kColumn + 1) * kZoom,
                     int(kRow + 1) * kZoom, {255, 255, 255});
}

// Numbers 0, 2, 4 of the rows, then of the columns.
show::Picture numbers_drawn(const Findings& found) {
  std::vector<show::Picture> pictures;
  for (const int64_t channel : {0, 1, 4, 32, 33, 36})
    pictures.push_back(
        show::Picture::heat(select(found.maps, 0, channel), -1, 1, show::diverging).enlarged(7));
  return show::grid(pictures, 6, 8, {255, 255, 255});
}

void describe(show::Page& page, const Findings& found) {
  page.heading("A picture has two directions")
      .text(
          "A picture's patches stand in rows. Number them row after row, and the patch *below* "
          "is 14 numbers away, as far as one in another place altogether. Give half of the numbers "
          "to the row and half to the column, and near is near in both directions (as DETR does):")
      .begin_row()
      .figure(map_drawn(found.line),
              "In one line: alike are the neighbours in the same row. Yellow is alike, the place "
              "itself is framed.",
              "A short bright bar beside the framed place, and fainter bars in the rows around.")
      .figure(map_drawn(found.plane), "In two directions: alike is what is near.",
              "A round bright spot around the framed place, darker to all sides.")
      .end_row()
      .table(kHeader, rows_of(found), "Cosine of the place with its neighbours, on 14 × 14 places.")
      .figure(numbers_drawn(found),
              "Six of the 64 numbers, over the picture: three tell the row, three the column.",
              "Three maps of horizontal stripes, then three of vertical stripes.")
      .text(
          "The vision transformer does neither: it learns a vector for each of its places, and has "
          "to find out by itself that they form a square. Lesson 14 shows that it does.");
}

}  // namespace

void stand_on_a_grid(Lesson& lesson) {
  const Findings found = compute();
  std::cout << "\n6. A picture's two directions: how alike are neighbours?\n\n"
            << show::text_table(kHeader, rows_of(found));
  describe(lesson.page, found);
  lesson.run.figure("below_in_one_line", found.line_below);
  lesson.run.figure("below_in_two_directions", found.plane_below);
}

}  // namespace lesson07
