// 05_attention: attention as a soft SELECT, from a loop over three keys to a query that learns
// where to look. The sections, one file each, are in sections.hpp; the loops in attention.cpp.
#include "lessons/05_attention/sections.hpp"

namespace {

void run_sections(heed::show::Run& run) {
  heed::show::Page page = run.page();
  lesson::select_by_loop(run, page);
  lesson::select_softly(run, page);
  lesson::compare_similarities(page);
  lesson::compare_with_engine(run, page);
  lesson::divide_by_root(run, page);
  lesson::differentiate(run, page);
  lesson::learn_where_to_look(run, page);
  run.write(page);
  run.suggest("lessons/run 05 --seed 1          other pictures, other first numbers");
  run.suggest("lessons/run self_attention_2d    keys and queries that are learned, in a picture");
}

}  // namespace

int main(int argc, char** argv) {
  return heed::show::run_lesson(argc, argv, "05_attention", run_sections);
}
