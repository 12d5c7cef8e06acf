// 01_tensors: a tensor is a row of numbers and a shape; all else is arithmetic on indices. The
// sections, one file each, are in sections.hpp; the drawings in boxes.cpp.
#include "lessons/01_tensors/sections.hpp"

namespace {

void run_sections(heed::show::Run& run) {
  heed::show::Page page = run.page();
  lesson::show_memory(run, page);
  lesson::show_broadcasting(page);
  lesson::fit_by_accident(run, page);
  lesson::show_sharing(run, page);
  lesson::compare_with_xtensor(run, page);
  lesson::keep_an_expression(run, page);
  lesson::make_mistakes(run, page);
  run.write(page);
  run.suggest("lessons/run 01 --seed 1      other random numbers: which figures move?");
  run.suggest("lessons/run 05               what to do with tensors: look something up");
}

}  // namespace

int main(int argc, char** argv) {
  return heed::show::run_lesson(argc, argv, "01_tensors", run_sections);
}
