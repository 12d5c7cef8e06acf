// Pictures of six handwritten digits, each in another colour. The answer is what the yellow one
// shows.
#pragma once

#include <vector>

#include "data/digits.hpp"
#include "engine/random.hpp"
#include "lessons/show/picture.hpp"

namespace lesson {

constexpr int64_t kGlimpses = 6;  // a picture holds, in two rows
constexpr int64_t kPixels = 64;   // of a glimpse: 8 × 8

// B pictures as dictionaries: SELECT digit FROM picture WHERE colour = 'yellow'.
struct Glimpses {
  heed::Tensor keys;      // (B, 6, 2): colours, as points on the colour circle
  heed::Tensor values;    // (B, 6, 64): pixels, 0 … 1
  heed::Indices answers;  // (B): the class of the yellow digit
  heed::Indices places;   // (B): which glimpse it is
};

// Digits and places at random. The colours are 60° apart, up to 15° more or less.
Glimpses draw_glimpses(const heed::Digits& digits, int64_t pictures, heed::Random& random);

// Angles on the colour circle: 0 red, 60° yellow, 120° green, 180° cyan, 240° blue, 300° magenta.
constexpr double kYellow = 60, kCyan = 180;
heed::show::Rgb colour_of(double degrees, double light = 1);  // light: 0 … 1
double hue_of(double x, double y);  // of a point on the circle, in degrees

// Picture i as people see it: its glimpses in their colours, 8 × 8 pixels each.
std::vector<heed::show::Picture> glimpses_of(const Glimpses& pictures, int64_t i);

}  // namespace lesson
