// The lesson's sections, in their order. Each computes, prints, and adds its part to the page.
#pragma once

#include "lessons/04_convolution/readers.hpp"
#include "lessons/04_convolution/training.hpp"

namespace lesson04 {

// What all sections share.
struct Lesson {
  show::Run& run;
  show::Page& page;
  Digits train, test;
};

void compute_three_ways(Lesson& lesson);                     // ways.cpp
void follow_the_gradient(Lesson& lesson);                    // gradient.cpp
void look_at_a_photograph(Lesson& lesson);                   // photograph.cpp
void draw_receptive_fields(Lesson& lesson);                  // seeing.cpp
void read_moved_digits(Lesson& lesson, PooledCnn& largest);  // shifting.cpp; trains `largest`, too
// Beside the kernels that it began with. learned.cpp
void show_what_it_learned(Lesson& lesson, PooledCnn& largest, const Tensor& before);

}  // namespace lesson04
