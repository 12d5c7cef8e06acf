// What the second layer looks for.
#include "lessons/04_convolution/patches.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/ops.hpp"
#include "lessons/show/panels.hpp"

namespace lesson04 {

namespace show = heed::show;

namespace {

constexpr int64_t kSees = 5;   // pixels that a number of the second maps sees
constexpr int64_t kFrame = 4;  // of paper around the picture, in the CNN
constexpr size_t kShown = 16;

// A channel of the second layer.
struct Channel {
  Tensor patch;  // (5, 5), what it answers most
  int64_t speaks_for;
  double counts;  // by how much that raises this class's score over the mean of all
};

Channel channel_of(int64_t c, const Tensor& maps, const Tensor& framed, const Tensor& weights) {
  const int64_t side = maps.size(3), places = side * side;
  const Tensor answers = reshape(select(maps, 1, c), {maps.size(0) * places});
  const int64_t best = argmax(answers, 0)[0], row = best % places / side, column = best % side;
  const Tensor picture = select(select(framed, 0, best / places), 0, 0);
  const Tensor votes = select(weights, 1, c);  // (10)
  const int64_t speaks_for = argmax(votes, 0)[0];
  const double over = double(votes.at({speaks_for})) - double(mean(votes).item());
  // What it says of blank paper it says of every digit.
  const double answer = double(answers.at({best})) - double(answers.at({0}));
  return {slice(slice(picture, 0, row, row + kSees), 1, column, column + kSees), speaks_for,
          over * answer};
}

}  // namespace

std::string patches_drawn(PooledCnn& cnn, const Digits& digits) {
  const NoGrad no_grad;
  const Tensor maps = cnn.second_maps(digits.images);  // (N, 32, 12, 12)
  const Tensor framed = pad(digits.images, {kFrame, kFrame, kFrame, kFrame});
  const Tensor weights = cnn.parameters()[4];  // (10, 32), of the last layer
  std::vector<Channel> channels;
  for (int64_t c = 0; c < kSecond; ++c) channels.push_back(channel_of(c, maps, framed, weights));
  std::stable_sort(channels.begin(), channels.end(),
                   [](const Channel& a, const Channel& b) { return a.counts > b.counts; });
  std::vector<show::Panel> panels;
  for (size_t i = 0; i < kShown; ++i)
    panels.push_back({fmt::format("for {}", channels[i].speaks_for),
                      show::Picture::heat(1 - channels[i].patch, 0, 1, show::grays)});
  return show::panel_plot({"What the second layer looks for",
                           "Sixteen pictures of five by five pixels: ends, bows, corners and "
                           "crossings of strokes, each with a class.",
                           "", ""},
                          panels, {.columns = 8});
}

}  // namespace lesson04
