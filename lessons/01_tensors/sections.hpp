// The sections of the lesson. Each computes, prints, and writes its part of the page.
#pragma once

#include "lessons/show/lesson.hpp"

namespace lesson {

void show_memory(heed::show::Run& run, heed::show::Page& page);           // memory.cpp
void show_broadcasting(heed::show::Page& page);                           // broadcasting.cpp
void fit_by_accident(heed::show::Run& run, heed::show::Page& page);       // accident.cpp
void show_sharing(heed::show::Run& run, heed::show::Page& page);          // sharing.cpp
void compare_with_xtensor(heed::show::Run& run, heed::show::Page& page);  // idioms.cpp
void keep_an_expression(heed::show::Run& run, heed::show::Page& page);    // lazy.cpp
void make_mistakes(heed::show::Run& run, heed::show::Page& page);         // mistakes.cpp

}  // namespace lesson
