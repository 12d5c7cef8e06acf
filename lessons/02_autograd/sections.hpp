// The sections of the lesson. Each computes, prints, and writes its part of the page.
#pragma once

#include <string>

#include "lessons/show/lesson.hpp"

namespace lesson {

namespace show = heed::show;

void derive_three_ways(show::Run& run, show::Page& page);                       // three_ways.cpp
void choose_a_step(show::Run& run, show::Page& page);                           // step_size.cpp
void walk_backward(show::Run& run, show::Page& page, bool stepwise);            // walking.cpp
void ask_why_the_order(show::Run& run, show::Page& page);                       // order.cpp
void check_rules(show::Run& run, show::Page& page, const std::string& broken);  // checking.cpp
void learn_with_mistakes(show::Run& run, show::Page& page);                     // learning.cpp
void watch_the_graph_go(show::Run& run, show::Page& page);                      // freeing.cpp

}  // namespace lesson
