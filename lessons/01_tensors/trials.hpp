// Asking each operation where its numbers lie, and whether writing to them changes x.
#pragma once

#include <string>
#include <vector>

namespace lesson {

// What one operation gave, and what writing 99 to its first number did to x.
struct Trial {
  std::string code, address;
  bool shared = false, changed = false;
};

std::vector<Trial> try_engine();   // tensors
std::vector<Trial> try_xtensor();  // arrays and views

}  // namespace lesson
