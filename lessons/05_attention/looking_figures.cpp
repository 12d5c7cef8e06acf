// Drawing what the readers look at, and how they learn.
#include "lessons/05_attention/looking_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lessons/05_attention/plane.hpp"

namespace lesson {

using namespace heed;

namespace {

constexpr int kGap = 2, kColumns = 3;
constexpr show::Rgb kDark = {0, 0, 0}, kGround = {70, 72, 80};
const double kGuessing = std::log(10);  // the loss of saying 0.1 for each of ten digits

std::string colour_of_way(size_t i) { return show::to_hex(show::palette(int(i))); }

show::Picture dimmed(const show::Picture& picture, double light) {
  show::Picture darker = picture;
  const auto dim = [&](uint8_t value) { return uint8_t(std::lround(value * light)); };
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x) {
      const show::Rgb c = picture.at(x, y);
      darker.set(x, y, {dim(c.r), dim(c.g), dim(c.b)});
    }
  return darker;
}

// In the middle of a dark field.
show::Picture centred(const show::Picture& picture, int width, int height) {
  show::Picture field(width, height, kDark);
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x)
      field.set((width - picture.width()) / 2 + x, (height - picture.height()) / 2 + y,
                picture.at(x, y));
  return field;
}

// Every glimpse as bright as its weight; as its root, to see the small ones.
show::Picture looked_at(const Glimpses& shown, const std::vector<double>& weights, int times) {
  std::vector<show::Picture> glimpses = glimpses_of(shown, 0);
  for (size_t i = 0; i < glimpses.size(); ++i)
    glimpses[i] = dimmed(glimpses[i], std::sqrt(weights[i])).enlarged(times);
  return show::grid(glimpses, kColumns, kGap, kGround);
}

}  // namespace

show::Picture task_drawn(const Glimpses& shown, const Moment& first) {
  constexpr int kTimes = 14, kLine = 4;
  std::vector<show::Picture> glimpses;
  for (const show::Picture& glimpse : glimpses_of(shown, 0))
    glimpses.push_back(glimpse.enlarged(kTimes));
  const auto box = [&](int64_t place, show::Rgb colour) {
    show::Picture& glimpse = glimpses[size_t(place)];
    glimpse.box(0, 0, glimpse.width(), glimpse.height(), colour, kLine);
  };
  box(std::max_element(first.weights.begin(), first.weights.end()) - first.weights.begin(),
      colour_of(kCyan));
  box(shown.places[0], colour_of(kYellow));
  return show::grid(glimpses, kColumns, 2 * kGap, kGround);
}

show::Picture moments_drawn(const Glimpses& shown, const std::vector<Moment>& moments) {
  constexpr int kTimes = 5;
  std::vector<show::Picture> looks, all;
  for (const Moment& moment : moments) looks.push_back(looked_at(shown, moment.weights, kTimes));
  all = looks;
  for (const Moment& moment : moments)
    all.push_back(centred(show::Picture::heat(moment.seen, 0, 1, show::grays).enlarged(2 * kTimes),
                          looks[0].width(), looks[0].height()));
  return show::grid(all, int(moments.size()), 3 * kGap, kGround);
}

std::string losses_drawn(const std::vector<Training>& trainings) {
  show::LinePlot plot(
      {"Who learns",
       fmt::format("Soft attention's loss falls to {:.2f}, REINFORCE's to {:.2f}; hard attention's "
                   "stays at {:.2f}.",
                   trainings[0].last_loss, trainings[2].last_loss, trainings[1].last_loss),
       "step", "loss (nats)"});
  for (const Training& training : trainings) plot.add(training.name, training.losses);
  return plot.level("guessing", kGuessing).svg();
}

std::string queries_drawn(const std::vector<Training>& trainings, const Glimpses& shown) {
  constexpr double kRing = 5;
  double reach = 1;
  for (const Training& training : trainings)
    for (const auto& [x, y] : training.query) reach = std::max(reach, std::hypot(x, y));
  Plane plane("The query's way",
              "On the colour circle, the query begins near the middle, towards cyan. Soft "
              "attention and REINFORCE lead it to yellow; hard attention leaves it where it was.",
              reach * 1.35);
  for (double radius = kRing; radius < reach; radius += kRing)
    plane.ring(radius, fmt::format("{:.0f}", radius));
  for (int64_t i = 0; i < kGlimpses; ++i) {
    const double x = double(shown.keys.at({0, i, 0})), y = double(shown.keys.at({0, i, 1}));
    plane.key(1.18 * reach * x, 1.18 * reach * y, 0.1, show::to_hex(colour_of(hue_of(x, y))));
  }
  for (size_t i = 0; i < trainings.size(); ++i) {
    // The ways lie over each other: the first is the broadest.
    plane.path(trainings[i].query, colour_of_way(i), 6 - 2 * double(i));
    plane.line(trainings[i].name, colour_of_way(i));
  }
  return plane.svg();
}

}  // namespace lesson
