// Every kind of shape error, made on purpose.
#pragma once

#include <string>
#include <vector>

#include "lessons/show/code.hpp"

namespace lesson {

struct Mistake {
  std::string group, name;
  heed::show::Code<void> code;
  std::string reading;  // how to read what the engine says: one sentence
};

std::vector<Mistake> mistakes_of_making();
std::vector<Mistake> mistakes_of_fitting();
std::vector<Mistake> mistakes_of_joining();
std::vector<Mistake> mistakes_of_reshaping();
std::vector<Mistake> mistakes_of_picking();

}  // namespace lesson
