// 08_self_attention_2d: colour each grey shape like its distant twin. The sections, one file each,
// are in sections.hpp; the network in painter.cpp.
#include "lessons/08_self_attention_2d/sections.hpp"

namespace {

using namespace lesson08;

constexpr int64_t kFirstTestScene = 1'000'000'000;  // no training gets that far, whatever its seed

void run_sections(show::Run& run) {
  show::Page page = run.page();
  const TwinsGenerator test({}, 8);
  Lesson lesson{run, page, TwinsGenerator({}, run.seed()), test, test.scenes(kFirstTestScene, 8)};
  show_task(lesson);
  const auto painters = compare_gazes(lesson);
  show_gamma(lesson, *painters);
  show_rows_and_columns(lesson, *painters);
  correct_slips(lesson, *painters);
  run.write(page);
}

}  // namespace

int main(int argc, char** argv) {
  return show::run_lesson(argc, argv, "08_self_attention_2d", run_sections);
}
