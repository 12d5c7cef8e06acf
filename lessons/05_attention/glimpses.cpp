// Drawing the pictures of six digits.
#include "lessons/05_attention/glimpses.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lesson {

using namespace heed;

namespace {

constexpr int64_t kSide = 8;
constexpr double kApart = 360.0 / double(kGlimpses), kBlur = 15;
constexpr int64_t kYellowSlot = int64_t(kYellow / kApart);

}  // namespace

Glimpses draw_glimpses(const Digits& digits, int64_t pictures, Random& random) {
  std::vector<real> keys, values;
  std::vector<int64_t> answers, places;
  for (int64_t i = 0; i < pictures; ++i) {
    const std::vector<int64_t> colours = random.permutation(kGlimpses);
    for (int64_t place = 0; place < kGlimpses; ++place) {
      const int64_t colour = colours[size_t(place)], digit = random.integer(digits.size());
      const double degrees = kApart * double(colour) + random.uniform(-kBlur, kBlur);
      keys.push_back(real(std::cos(degrees * std::numbers::pi / 180)));
      keys.push_back(real(std::sin(degrees * std::numbers::pi / 180)));
      const real* pixels = digits.images.data() + digit * kPixels;
      values.insert(values.end(), pixels, pixels + kPixels);
      if (colour != kYellowSlot) continue;
      answers.push_back(digits.labels[digit]);
      places.push_back(place);
    }
  }
  return {Tensor({pictures, kGlimpses, 2}, keys), Tensor({pictures, kGlimpses, kPixels}, values),
          Indices(answers), Indices(places)};
}

show::Rgb colour_of(double degrees, double light) {
  // A channel is full within 60° of its own place on the circle, and dark beyond 120°.
  const auto channel = [&](double at) {
    const double away = std::abs(std::remainder(degrees - at, 360));
    const double full = std::clamp(2 - away / 60, 0.0, 1.0);
    return uint8_t(std::lround(255 * light * (0.2 + 0.8 * full)));
  };
  return {channel(0), channel(120), channel(240)};
}

double hue_of(double x, double y) { return std::atan2(y, x) * 180 / std::numbers::pi; }

std::vector<show::Picture> glimpses_of(const Glimpses& pictures, int64_t i) {
  std::vector<show::Picture> glimpses;
  for (int64_t place = 0; place < kGlimpses; ++place) {
    const double hue =
        hue_of(double(pictures.keys.at({i, place, 0})), double(pictures.keys.at({i, place, 1})));
    show::Picture& glimpse = glimpses.emplace_back(int(kSide), int(kSide));
    for (int64_t pixel = 0; pixel < kPixels; ++pixel)
      glimpse.set(int(pixel % kSide), int(pixel / kSide),
                  colour_of(hue, double(pictures.values.at({i, place, pixel}))));
  }
  return glimpses;
}

}  // namespace lesson
