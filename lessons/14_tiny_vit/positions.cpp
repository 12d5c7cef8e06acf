#include "lessons/14_tiny_vit/positions.hpp"

#include <cmath>
#include <cstdlib>

#include "engine/ops.hpp"
#include "lessons/show/plot.hpp"

namespace lesson14 {

namespace {
int64_t side_of(const Tensor& likeness) {
  return std::llround(std::sqrt(double(likeness.size(0))));
}
}  // namespace

Tensor likeness(const Tensor& pos_embed) {
  const Tensor places = slice(select(pos_embed.detach(), 0, 0), 0, 1);  // (N, D), without CLS
  const Tensor direction = places / sqrt(sum(places * places, 1, true));
  return matmul(direction, direction, {.b = true});
}

std::vector<double> likeness_by_distance(const Tensor& likeness) {
  const int64_t side = side_of(likeness), patches = side * side;
  std::vector<double> total(size_t(2 * side - 1)), count(total.size());
  for (int64_t i = 0; i < patches; ++i)
    for (int64_t j = 0; j < patches; ++j) {
      const size_t apart = size_t(std::abs(i / side - j / side) + std::abs(i % side - j % side));
      total[apart] += likeness.at({i, j});
      count[apart] += 1;
    }
  std::vector<double> mean;
  for (size_t apart = 1; apart < total.size(); ++apart) mean.push_back(total[apart] / count[apart]);
  return mean;
}

show::Picture likeness_maps(const Tensor& likeness) {
  const int64_t side = side_of(likeness);
  std::vector<show::Picture> maps;
  for (int64_t i = 0; i < likeness.size(0); ++i)
    maps.push_back(
        show::Picture::heat(reshape(select(likeness, 0, i), {side, side}), -1, 1).enlarged(6));
  return show::grid(maps, int(side), 4);
}

void describe_positions(show::Page& page, const Tensor& reading, const Tensor& hidden) {
  show::LinePlot plot({"Likeness of positions",
                       "In clutter it falls with distance, and rises for opposite edges.",
                       "patches apart, across and down together", "cosine"});
  plot.add("digits in clutter", likeness_by_distance(hidden));
  plot.add("digits alone", likeness_by_distance(reading)).level("unlike", 0);
  page.heading("What it knows of places")
      .text(
          "Nobody told the model that its patches form a square: the embedding of each place is "
          "learned, from nothing. Where the digit moves about, neighbours have become alike, and "
          "so have opposite edges: what it needs to know is which part of a digit a place can "
          "show, and an edge never shows its middle. Where the digit always fills the picture, "
          "each place has a meaning of its own, and neighbours need not be alike.")
      .begin_row()
      .figure(plot.svg(),
              "The mean cosine between the embeddings of two places, by their distance.")
      .figure(likeness_maps(hidden),
              "Digits in clutter: one little map for each of the 64 patches, yellow where the "
              "other places are like its own.",
              "The maps of patches at an edge are bright along the edges, those of patches inside "
              "are bright inside.")
      .end_row();
}

}  // namespace lesson14
