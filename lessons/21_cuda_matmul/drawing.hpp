// The idea of each kernel as a drawing.
#pragma once

#include <string>

namespace lesson21 {

// A block's part of C with, left of it and above it, what of A and B it reads in a step along k:
// what the block, a warp, and one thread have to do with. `way` as in library.hpp.
std::string draw_idea(int way);

// What is to be seen in it, for its caption, and for who cannot see it.
std::string idea_caption(int way);

}  // namespace lesson21
