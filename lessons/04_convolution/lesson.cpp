// 04_convolution: the same few weights at every place.
#include "lessons/04_convolution/reading.hpp"
#include <fmt/format.h>
#include <iostream>
namespace {
using namespace lesson04;
void run_sections(show::Run& run) {
  const DigitSplit digits = split(load_digits(run.data("digits/digits.csv.gz")));
  show::Page page = run.page();
  Lesson lesson{run, page, digits.train, digits.test};
  Random r(run.seed(), 44);
  PooledCnn largest(Keep::largest, r);
  Readings all = read_with_all(lesson, largest);
  for (auto& a : all.readings) { std::cout << fmt::format("{:40} {:5} {:.4f} mean {:.4f} |", a.name, a.parameters, a.as_is, a.mean()); for (double d : a.moved) std::cout << fmt::format(" {:.3f}", d); std::cout << " | "; for (double d : a.sideways) std::cout << fmt::format(" {:.3f}", d); std::cout << "\n"; }
  for (auto& a : all.sheets) { std::cout << fmt::format("{:40} {:.4f} {:.4f} {} |", a.name, a.own_size, a.middle, a.score_change); for (double d : a.moved) std::cout << fmt::format(" {:.3f}", d);  std::cout << "\n"; }
  run.write(page);
}
}
int main(int argc, char** argv) {
  return heed::show::run_lesson(argc, argv, "04_convolution", run_sections);
}
