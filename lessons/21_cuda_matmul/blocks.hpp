// What a block, a warp and a thread of each kernel have to do with: for the drawings.
#pragma once

#include <vector>

namespace lesson21 {

struct Box {  // in elements
  double row, column, rows, columns;
};

// Of one kernel: a block of C, a step along k, and what a warp and a thread of it touch.
struct Idea {
  int rows, columns, depth;
  std::vector<Box> warp_a, warp_b, warp_c, thread_a, thread_b, thread_c;
  int ahead;  // how many further steps are on their way
};

Idea idea_of(int way);  // as in library.hpp

}  // namespace lesson21
