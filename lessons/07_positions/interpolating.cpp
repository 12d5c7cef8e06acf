// Positions that were learned on one grid, on another.
#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/07_positions/grid_likeness.hpp"
#include "lessons/07_positions/sections.hpp"

namespace lesson07 {

namespace {

// From the grid of 224 × 224 pixels to that of 375 × 500, patches of 16; and to a smaller one.
constexpr int64_t kSide = 14, kRows = 23, kColumns = 31, kSmall = 9, kWidth = 32;

// What a table learned on pictures could be, smooth waves over the plane; so that we know what it
// should be between its places. At (y, x), measured in places.
double wave(double y, double x, int64_t i) {
  const double speed = 0.9 * std::pow(0.75, double(i / 4));
  const double along = i % 4 < 2 ? y : x;
  return i % 2 == 0 ? std::sin(speed * along) : std::cos(speed * along);
}

// (h w, 32): the waves at rows and columns whose places in the 14 × 14 grid are where interpolation
// looks for them, s = (k + 1/2) / scale - 1/2.
Tensor waves(int64_t h, int64_t w) {
  Tensor table = empty({h * w, kWidth});
  const auto place = [](int64_t k, int64_t n) {
    return (double(k) + 0.5) * double(kSide) / double(n) - 0.5;
  };
  for (int64_t p = 0; p < h * w; ++p)
    for (int64_t i = 0; i < kWidth; ++i)
      table.mutable_data()[p * kWidth + i] = real(wave(place(p / w, h), place(p % w, w), i));
  return table;
}

Tensor resized(const Tensor& table, int64_t h, int64_t w, Interpolation mode) {
  return as_rows(interpolate(as_map(table, kSide, kSide), {.size = Pair{h, w}, .mode = mode}));
}

// DINO's: by a factor, of (h + 0.1) / 14.
Tensor resized_as_dino(const Tensor& table, int64_t h, int64_t w) {
  const Scale factor{(double(h) + 0.1) / double(kSide), (double(w) + 0.1) / double(kSide)};
  return as_rows(interpolate(as_map(table, kSide, kSide),
                             {.scale_factor = factor, .mode = Interpolation::bicubic}));
}

double deviation(const Tensor& a, const Tensor& b) {
  return double(sqrt(mean((a - b) * (a - b))).item());
}

struct Findings {
  Tensor table = waves(kSide, kSide);
  double nearest, bilinear, bicubic, dino;  // from the waves themselves, on 23 × 31
  double moved;                             // bicubic from DINO's, at most
  double first;                             // on 9 × 9: the first 81 vectors, from the waves
  double small;                             // and bicubic
  std::vector<int64_t> floored;             // grids that 14 (x / 14) makes one too small
};

Findings interpolate_all() {
  Findings found;
  const Tensor large = waves(kRows, kColumns), small = waves(kSmall, kSmall);
  const auto error = [&](Interpolation mode) {
    return deviation(resized(found.table, kRows, kColumns, mode), large);
  };
  found.nearest = error(Interpolation::nearest);
  found.bilinear = error(Interpolation::bilinear);
  found.bicubic = error(Interpolation::bicubic);
  const Tensor dino = resized_as_dino(found.table, kRows, kColumns);
  found.dino = deviation(dino, large);
  found.moved =
      double(max(abs(dino - resized(found.table, kRows, kColumns, Interpolation::bicubic))).item());
  found.first = deviation(slice(found.table, 0, 0, kSmall * kSmall), small);
  found.small = deviation(resized(found.table, kSmall, kSmall, Interpolation::bicubic), small);
  for (int64_t x = 1; x <= 100; ++x)
    if (std::floor(14 * (double(x) / 14)) < double(x)) found.floored.push_back(x);
  return found;
}

const std::vector<std::string> kHeader = {"14 × 14 to", "how", "error"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  const auto error = [](double value) { return fmt::format("{:.3f}", value); };
  return {{"23 × 31", "nearest", error(found.nearest)},
          {"23 × 31", "bilinear", error(found.bilinear)},
          {"23 × 31", "bicubic", error(found.bicubic)},
          {"23 × 31", "bicubic, DINO's 0.1", error(found.dino)},
          {"9 × 9", "bicubic", error(found.small)},
          {"9 × 9", "the first 81 vectors", error(found.first)}};
}

void print(const Findings& found) {
  std::cout << "\n7. Learned positions on another grid\n\n"
            << show::text_table(kHeader, rows_of(found))
            << fmt::format(
                   "\nthe 0.1 moves a number by up to {:.3f}; without it, of the sizes 1 to 100, "
                   "this comes out one too small: {}\n",
                   found.moved, fmt::join(found.floored, ", "));
}

// About as high whatever h is.
show::Picture drawn(const Tensor& table, int64_t h, int64_t w) {
  return show::Picture::heat(likeness_to(table, h, w, h / 3, w * 2 / 3), -0.5, 1)
      .enlarged(int(230 / h));
}

void describe(show::Page& page, const Findings& found) {
  page.heading("Learned positions on another grid")
      .text(
          "A vision transformer that learned on pictures of 224 × 224 has 14 × 14 positions, and a "
          "photograph of 500 × 375 has 31 × 23 patches. Its positions are a little picture of "
          "themselves, with a channel for each number: resize it. (Here waves over the plane stand "
          "for a learned table, so that one knows what should lie between its places. A table "
          "whose neighbours are not alike, as the one of 16 places above, has nothing in between; "
          "that of a vision transformer, trained on many pictures, is smooth.)")
      .begin_row()
      .figure(drawn(found.table, kSide, kSide), "Likeness to one place, on 14 × 14.",
              "A bright spot in the upper right.")
      .figure(drawn(resized(found.table, kRows, kColumns, Interpolation::bicubic), kRows, kColumns),
              "Resized to 23 × 31, bicubic: the same spot.", "The same bright spot, finer.")
      .end_row()
      .begin_row()
      .figure(drawn(slice(found.table, 0, 0, kSmall * kSmall), kSmall, kSmall),
              "9 × 9, by taking the first 81 vectors: torn.", "Slanted bright pieces.")
      .figure(drawn(resized(found.table, kSmall, kSmall, Interpolation::bicubic), kSmall, kSmall),
              "9 × 9, resized.", "The same bright spot, coarser.")
      .end_row()
      .table(kHeader, rows_of(found),
             "Root of the mean squared error, of numbers between -1 and 1.");
}

void explain_dino(show::Page& page, const Findings& found) {
  page.text(fmt::format(
      "DINO does not ask for 23 rows but for a *factor*, and adds 0.1 to be safe: (23 + 0.1) / 14. "
      "For 14 (x / 14), rounded down, can come out as x - 1, where the division was rounded: of "
      "the sizes 1 to 100 that befalls {}. But the factor also says *where* the new places lie in "
      "the old "
      "grid, so the 0.1 moves them all a little: numbers by up to {:.3f} here. Whoever wants "
      "DINO's results to the last digit must make the same step; the error against the waves is "
      "{:.3f} with it and {:.3f} without.",
      fmt::join(found.floored, ", "), found.moved, found.dino, found.bicubic));
  page.note(
      "One source says that a vision transformer needs a square crop from the middle of a picture. "
      "It does not: any size will do whose sides the patch divides, with positions resized.");
}

}  // namespace

void change_the_grid(Lesson& lesson) {
  const Findings found = interpolate_all();
  print(found);
  describe(lesson.page, found);
  explain_dino(lesson.page, found);
  lesson.run.figure("bicubic_error", found.bicubic);
  lesson.run.figure("nearest_error", found.nearest);
  lesson.run.figure("first_vectors_error", found.first);
  lesson.run.figure("dino_moves_by", found.moved);
}

}  // namespace lesson07
