// The sections of the lesson. Each computes, prints, and writes its part of the page.
#pragma once

#include "lessons/show/lesson.hpp"

namespace lesson {

void select_by_loop(heed::show::Run& run, heed::show::Page& page);       // select.cpp
void select_softly(heed::show::Run& run, heed::show::Page& page);        // select.cpp
void compare_similarities(heed::show::Page& page);                       // similarities.cpp
void compare_with_engine(heed::show::Run& run, heed::show::Page& page);  // similarities.cpp
void divide_by_root(heed::show::Run& run, heed::show::Page& page);       // root.cpp
void differentiate(heed::show::Run& run, heed::show::Page& page);        // gradients.cpp
void learn_where_to_look(heed::show::Run& run, heed::show::Page& page);  // looking.cpp

}  // namespace lesson
