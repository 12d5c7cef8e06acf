// The lesson's sections. Each prints what it finds and adds its part to the page.
#pragma once

#include <string>

#include "lessons/15_dino/training.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson15 {

// A public checkpoint looks at a photograph: the last layer's CLS attention, head by head.
void look_at_photograph(show::Run& run, show::Page& page, const std::string& weights,
                        const std::string& image);

// What the sections about camouflaged shapes share.
struct Lesson {
  show::Run& run;
  show::Page& page;
  CamouflageGenerator training;
  std::vector<CamouflagedShape> held_out;  // to choose shares and radii on
  std::vector<CamouflagedShape> test;      // the same for every seed
};

// The shapes, and what a threshold on brightness finds.
void show_task(Lesson& lesson);

// A small ViT learns the shapes' names, and where its CLS token looks is held against the shapes,
// beside three rivals. Returns how well its maps fit.
double learn_by_labels(Lesson& lesson);

// The same without labels: DINO's self-distillation.
void learn_by_distillation(Lesson& lesson, double by_labels);

// How long DINO's ViT-S/16 takes for a photograph of 500 x 375, and how much of the peak that is.
void measure_speed(show::Run& run, show::Page& page);

}  // namespace lesson15
