// The lesson's sections, in their order. Each prints what it finds and adds its part to the page.
#pragma once

#include "lessons/08_self_attention_2d/training.hpp"

namespace lesson08 {

// What all sections share.
struct Lesson {
  show::Run& run;
  show::Page& page;
  TwinsGenerator training, test;  // the test scenes are the same for every seed
  Twins shown;                    // the first of them, for the pictures
};

// The task, and how far a convolution sees.
void show_task(Lesson& lesson);

// Three painters, trained alike on the same scenes.
struct Painters {
  Painter itself, everywhere, chosen;
  std::vector<double> gamma;  // of the chosen gaze, before every step and at the end
  Verdict verdict;            // on it
};
std::unique_ptr<Painters> compare_gazes(Lesson& lesson);

// gamma: what its 0 does to the gradients, where it goes, and why its sign says nothing.
void show_gamma(Lesson& lesson, Painters& painters);

// Rows and columns of the attention.
void show_rows_and_columns(Lesson& lesson, Painters& painters);

// What the tutorial that the layer comes from says about its shapes.
void correct_slips(Lesson& lesson, Painters& painters);

}  // namespace lesson08
