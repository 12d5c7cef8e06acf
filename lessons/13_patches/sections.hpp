// The sections of the lesson. Each computes, prints, and writes its part of the page.
#pragma once

#include "lessons/13_patches/material.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson13 {

using namespace heed;

struct Lesson {
  show::Run& run;
  show::Page& page;
  Material material;
};

void cut_pictures(Lesson& lesson);         // cutting.cpp: pixels and patches as tokens
void cut_three_ways(Lesson& lesson);       // ways.cpp: loop = unfold = strided convolution
void look_into_a_token(Lesson& lesson);    // contents.cpp: what of a patch a token can hold
void repeat_the_tutorial(Lesson& lesson);  // slips.cpp: what it does, and what comes of it
void count_the_costs(Lesson& lesson);      // costs.cpp: attention at each, beside a convolution
void explore_likeness(Lesson& lesson);     // exploring.cpp: attention before anything is learned

}  // namespace lesson13
