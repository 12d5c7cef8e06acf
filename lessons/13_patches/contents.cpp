// How much of a patch fits into a token?
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "engine/ops.hpp"
#include "lessons/13_patches/by_hand.hpp"
#include "lessons/13_patches/principal.hpp"
#include "lessons/13_patches/sections.hpp"

namespace lesson13 {

namespace {

constexpr uint64_t kPlaces = 133;
constexpr int64_t kPatches = 2000, kDims[] = {3, 12, 48, 192}, kDirections = 12;

struct Findings {
  std::vector<double> kept, random;  // of the flower's variance, for each of kDims
  std::vector<Tensor> flowers;       // (3, 128, 128), what is left
  Directions directions;
};

// As many directions by chance instead, at right angles all the same.
Directions by_chance(const Tensor& patches, int64_t dim, Random& random) {
  const Directions chance = find_directions(randn({2 * dim, patches.size(1)}, random), dim, random,
                                            [](double) { return false; });
  return {mean(patches, 0), chance.basis};
}

// Directions are found in the temple, and tried on the flower.
Findings look(Lesson& lesson) {
  Random random(lesson.run.seed(), kPlaces);
  const Tensor patches = patches_anywhere(lesson.material.photo, kPatches, random);
  const Tensor flower = cut(lesson.material.square);
  show::Progress bar = lesson.run.progress("directions", lesson.run.steps());
  bar.next();
  Findings found;
  found.directions = find_directions(patches, kDims[3], random, [&](double lost) {
    bar.loss(lost);
    return bar.next();
  });
  const Directions chance = by_chance(patches, kDims[3], random);
  for (const int64_t dim : kDims) {
    const Tensor left = remembered(flower, found.directions, dim);
    found.kept.push_back(kept(flower, left, found.directions.mean));
    found.random.push_back(kept(flower, remembered(flower, chance, dim), chance.mean));
    found.flowers.push_back(assembled(clip(left, 0.0, 1.0), grid_of(lesson.material.square)));
  }
  return found;
}

const std::vector<std::string> kHeader = {"numbers in a token", "kept", "by random directions"};

std::vector<std::vector<std::string>> rows_of(const Findings& found) {
  std::vector<std::vector<std::string>> rows;
  for (size_t i = 0; i < found.kept.size(); ++i)
    rows.push_back({std::to_string(kDims[i]), fmt::format("{:.3f}", found.kept[i]),
                    fmt::format("{:.3f}", found.random[i])});
  return rows;
}

show::Picture directions_drawn(const Directions& directions) {
  std::vector<show::Picture> pictures;
  for (int64_t i = 0; i < kDirections; ++i) {
    const Tensor column = select(directions.basis, 1, i);
    const double limit = double(max(abs(column)).item());
    const Tensor shares = column / (2 * limit) + 0.5;
    pictures.push_back(show::Picture::rgb(reshape(shares, {3, kPatch, kPatch})).enlarged(4));
  }
  return show::grid(pictures, 6, 6, {255, 255, 255});
}

void describe(show::Page& page, const Findings& found, const std::string& credit) {
  page.heading("What of a patch fits into a token?")
      .text(
          "768 pixels become 192 numbers. How much is lost? The linear maps that lose least are "
          "known: keep the directions in which patches vary most (principal components). The "
          "lesson finds them in 2,000 patches of the temple, and tries them on the flower, which "
          "they have never seen: to the token and back.")
      .table(kHeader, rows_of(found),
             "How much of what the flower's patches differ from the temple's mean patch is left, "
             "as a share of the sum of squares; and with as many random directions.")
      .begin_row();
  for (size_t i = 0; i < found.flowers.size(); ++i) {
    if (i == 2) page.end_row().begin_row();
    page.figure(show::Picture::rgb(found.flowers[i]).enlarged(2),
                fmt::format("{} numbers a token. *Photograph: {}; changed.*", kDims[i], credit),
                i < 2 ? "The flower in large squares of smooth colour." : "The flower, clearly.");
  }
  page.end_row()
      .figure(
          directions_drawn(found.directions),
          "The first twelve directions, as patches: light, slopes of light, a colour, then "
          "stripes, finer and finer, as the temple has on its roofs and railings.",
          "Twelve patches: an even one, gradients across and down, an orange one, then stripes.")
      .text(
          "So little is lost: pictures are smooth, and most of the 768 directions never happen. "
          "The filters that a vision transformer learns look much like these (Dosovitskiy et al. "
          "2021, figure 7). What a patch embedding does lose, no attention after it brings back; "
          "that is one reason to take patches of 8 where small things matter. They are four times "
          "as many.");
}

}  // namespace

void look_into_a_token(Lesson& lesson) {
  const Findings found = look(lesson);
  std::cout << "\n3. What of a patch fits into a token?\n\n"
            << show::text_table(kHeader, rows_of(found));
  describe(lesson.page, found, lesson.material.square_credit);
  lesson.run.figure("kept_by_12_numbers", found.kept[1], show::Range{0.906, 0.911});
  lesson.run.figure("kept_by_192_numbers", found.kept[3], show::Range{0.987, 0.989});
  lesson.run.figure("kept_by_192_random", found.random[3], show::Range{0.229, 0.261});
}

}  // namespace lesson13
