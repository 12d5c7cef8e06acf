// The lesson's sections, in their order. Each prints what it finds and adds its part to the page.
#pragma once

#include <memory>

#include "layers/models/segmenter.hpp"
#include "lessons/20_segmentation/training.hpp"

namespace lesson20 {

// What all sections share.
struct Lesson {
  show::Run& run;
  show::Page& page;
  TouchingGenerator training, test;
};

// What is given, what is wanted, and what it costs to let pixels or patches look at each other.
void show_task(Lesson& lesson);

// A segmenter and two rivals, trained on the same scenes. Returns the first.
std::unique_ptr<Segmenter> compare_models(Lesson& lesson);

// Two shapes of one kind that touch: does attention keep to its own?
void look_at_instances(Lesson& lesson, Segmenter& model);

}  // namespace lesson20
