// The sections of the lesson. Each computes, prints, and writes its part of the page.
#pragma once

#include "lessons/show/lesson.hpp"

namespace lesson06 {

using namespace heed;

struct Lesson {
  show::Run& run;
  show::Page& page;
};

void compare_words(Lesson& lesson);            // words_alike.cpp: dot products, feature by feature
void attend_without_weights(Lesson& lesson);   // parameter_free.cpp: and what softmax and scale add
void ask_for_the_partner(Lesson& lesson);      // partners.cpp: query, key and value
void follow_the_mini_example(Lesson& lesson);  // mini_example.cpp: in xtensor and in the engine
void compute_three_ways(Lesson& lesson);       // ways.cpp: loops, matrices, the fused operation
void split_heads_twice(Lesson& lesson);        // heads.cpp: before and after the projection
void watch_every_layer(Lesson& lesson);        // watching.cpp: scores and weights of any model

}  // namespace lesson06
