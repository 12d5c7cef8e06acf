// The sections of the lesson. Each computes, prints, and writes its part of the page.
#pragma once

#include "lessons/show/lesson.hpp"

namespace lesson07 {

using namespace heed;

struct Lesson {
  show::Run& run;
  show::Page& page;
};

void shuffle_a_sentence(Lesson& lesson);   // order.cpp: attention does not know the order
void draw_sinusoids(Lesson& lesson);       // waves.cpp: the heat map
void divide_by_floor(Lesson& lesson);      // floor.cpp: the tutorial's formula beside the right one
void solve_for_the_shift(Lesson& lesson);  // shift.cpp: a fixed offset is a linear map
void copy_from_before(Lesson& lesson);     // copying.cpp: none, sinusoids, learned positions
void stand_on_a_grid(Lesson& lesson);      // grid.cpp: a picture's two directions
void change_the_grid(Lesson& lesson);      // interpolating.cpp: learned positions on another grid

}  // namespace lesson07
