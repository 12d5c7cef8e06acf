// Colours: maps from numbers to colours, and a palette, all of them safe for colour-blind readers.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace heed::show {

struct Rgb {
  uint8_t r = 0, g = 0, b = 0;
  bool operator==(const Rgb&) const = default;
};

std::string to_hex(Rgb colour);  // "#0072b2"

// A colour for 0 … 1 (what lies outside is taken as 0 or 1; NaN is gray), of even steps in
// lightness.
using ColourMap = Rgb (*)(double);
Rgb viridis(double share);    // dark blue, green, yellow
Rgb cividis(double share);    // blue, gray, yellow
Rgb grays(double share);      // black to white
Rgb diverging(double share);  // blue, white at 0.5, vermilion

// Okabe and Ito's palette (2008), without its black; the n-th colour, starting again after seven.
Rgb palette(int n);

}  // namespace heed::show
