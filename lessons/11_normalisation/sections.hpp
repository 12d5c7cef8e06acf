// The sections of the lesson. Each computes, prints, and writes its part of the page.
#pragma once

#include "lessons/11_normalisation/reader.hpp"

namespace lesson11 {

struct Lesson {
  show::Run& run;
  show::Page& page;
  Digits train, test;  // test digits are moved, always the same ways
};

void draw_the_sets(Lesson& lesson);                      // sets.cpp
Trained train_at_batch_sizes(Lesson& lesson);            // batch_sizes.cpp
void compare_modes(Lesson& lesson, const Trained& all);  // modes.cpp
void change_the_neighbours(Lesson& lesson);              // neighbours.cpp

}  // namespace lesson11
