// The lesson's sections, in their order. Each computes, prints, and adds its part to the page.
#pragma once

#include <memory>

#include "lessons/03_linear/training.hpp"

namespace lesson03 {

// What all sections share.
struct Lesson {
  show::Run& run;
  show::Page& page;
  Rows train, test;
};

void weigh_pixels(Lesson& lesson, Scores& linear);                // weighing.cpp
void add_a_layer(Lesson& lesson, Scores& linear, Mlp& mlp);       // reading.cpp
void race_optimisers(Lesson& lesson);                             // race.cpp
void choose_a_rate(Lesson& lesson);                               // rates.cpp
void learn_by_heart(Lesson& lesson);                              // by_heart.cpp
void shift_the_digits(Lesson& lesson, Scores& linear, Mlp& mlp);  // shifting.cpp

void shuffle_the_pixels(Lesson& lesson);  // shuffling.cpp

}  // namespace lesson03
