// The colour maps, as points between which we draw straight lines.
#include "lessons/show/colours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace heed::show {

namespace {

// Every sixteenth of matplotlib's maps of these names (both in the public domain, CC0).
constexpr std::array<Rgb, 17> kViridis = {{{68, 1, 84},
                                           {72, 23, 105},
                                           {71, 44, 122},
                                           {66, 63, 133},
                                           {59, 81, 139},
                                           {51, 98, 141},
                                           {44, 113, 142},
                                           {38, 129, 142},
                                           {33, 144, 141},
                                           {31, 159, 136},
                                           {39, 173, 129},
                                           {61, 188, 116},
                                           {92, 200, 99},
                                           {129, 211, 77},
                                           {170, 220, 50},
                                           {213, 226, 26},
                                           {253, 231, 37}}};
constexpr std::array<Rgb, 17> kCividis = {{{0, 34, 78},
                                           {0, 45, 104},
                                           {24, 55, 111},
                                           {49, 67, 109},
                                           {66, 78, 108},
                                           {82, 89, 109},
                                           {96, 100, 111},
                                           {110, 111, 115},
                                           {124, 123, 120},
                                           {139, 135, 120},
                                           {154, 147, 118},
                                           {170, 160, 115},
                                           {187, 173, 109},
                                           {204, 186, 100},
                                           {221, 200, 88},
                                           {239, 215, 72},
                                           {254, 232, 56}}};
constexpr std::array<Rgb, 5> kDiverging = {
    {{0, 61, 107}, {0, 114, 178}, {247, 247, 247}, {213, 94, 0}, {128, 52, 0}}};

Rgb between(std::span<const Rgb> points, double share) {
  if (std::isnan(share)) return {128, 128, 128};
  const double place = std::clamp(share, 0.0, 1.0) * double(points.size() - 1);
  const size_t left = std::min(size_t(place), points.size() - 2);
  const double part = place - double(left);
  const auto mix = [&](uint8_t a, uint8_t b) { return uint8_t(std::lround(a + part * (b - a))); };
  const Rgb a = points[left], b = points[left + 1];
  return {mix(a.r, b.r), mix(a.g, b.g), mix(a.b, b.b)};
}

}  // namespace

std::string to_hex(Rgb c) { return fmt::format("#{:02x}{:02x}{:02x}", c.r, c.g, c.b); }

Rgb viridis(double share) { return between(kViridis, share); }
Rgb cividis(double share) { return between(kCividis, share); }
Rgb grays(double share) { return between(std::array<Rgb, 2>{{{0, 0, 0}, {255, 255, 255}}}, share); }
Rgb diverging(double share) { return between(kDiverging, share); }

Rgb palette(int n) {
  constexpr std::array<Rgb, 7> kPalette = {{{0, 114, 178},
                                            {213, 94, 0},
                                            {0, 158, 115},
                                            {204, 121, 167},
                                            {230, 159, 0},
                                            {86, 180, 233},
                                            {240, 228, 66}}};
  return kPalette[size_t(n) % kPalette.size()];
}

}  // namespace heed::show
