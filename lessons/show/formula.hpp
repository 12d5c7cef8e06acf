// Formulas: the part of TeX that the lessons need, as MathML, which browsers show by themselves.
#pragma once

#include <string>
#include <string_view>

namespace heed::show {

// Knows letters, numbers, ^ _ ', { }, \frac \sqrt \left \right, Greek, \sum \prod \max …, \text
// \operatorname \mathrm \mathbf \mathbb \mathcal, \hat \bar \tilde \vec \underbrace, spaces, and
// the environments pmatrix, bmatrix, cases and aligned. `display`: on a line of its own. The
// formula's TeX stays with it, for who copies it or cannot see it. ValueError, with the place, for
// the rest.
std::string mathml(std::string_view tex, bool display = false);

// How a command without arguments is written in MathML: \alpha, \cdot, \sum, \exp, \quad.
struct Symbol {
  enum class Kind { identifier, upright, function, operation, big, accent, space };
  Kind kind;
  std::string text;  // or the width of a space
};
const Symbol* find_symbol(std::string_view name);  // "alpha"; null if it is not known

}  // namespace heed::show
