// The task: shapes that no threshold can find.

#include "lessons/15_dino/rivals.hpp"
#include "lessons/15_dino/sections.hpp"

namespace lesson15 {

namespace {

constexpr size_t kExamples = 6;

}  // namespace

void show_task(Lesson& lesson) {
  std::vector<show::Picture> pictures;
  for (size_t i = 0; i < kExamples; ++i)
    pictures.push_back(show::Picture::rgb(lesson.test[i].image).enlarged(4));
  for (size_t i = 0; i < kExamples; ++i)
    pictures.push_back(show::Picture::gray(otsu(lesson.test[i].image)).enlarged(4));
  lesson.page.heading("Shapes that no threshold can find")
      .text(
          "A light shape lies on a ground of blots, half of which are as light. Looking for the "
          "light colour finds the shape, and half of all else with it: what makes the shape is "
          "that it *hangs together*.")
      .figure(show::grid(pictures, int(kExamples), 6, {255, 255, 255}),
              "Above: six pictures of 40×40 pixels. Below: what Otsu's threshold makes of them.",
              "A circle, square or triangle is hard to see among blots; the threshold shows blots "
              "everywhere.");
}

}  // namespace lesson15
