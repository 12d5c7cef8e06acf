// Training a reader, and what is kept of it to tell the story.
#pragma once

#include <string>
#include <vector>

#include "lessons/05_attention/reader.hpp"
#include "lessons/show/lesson.hpp"

namespace lesson {

// One picture, seen after so many steps.
struct Moment {
  int64_t step;
  std::vector<double> weights;  // of its glimpses
  heed::Tensor seen;            // (8, 8): their mixture
  double x, y;                  // the query
};

constexpr int64_t kTestPictures = 1000;

struct Training {
  std::string name;
  std::vector<double> losses;                    // of every step
  std::vector<std::pair<double, double>> query;  // before every step, and at the end
  std::vector<Moment> moments;
  double last_loss = 0;         // mean of the last tenth of the steps
  double accuracy = 0;          // on new pictures
  double cropped_accuracy = 0;  // the same, where the reader looks at the best glimpse alone
  double on_answer = 0;         // the yellow digit's weight, on average
};

// All trainings of a run see the same pictures in the same order and begin with the same numbers.
struct Material {
  heed::Digits train;
  Glimpses test;
  Glimpses shown;  // the one picture of the moments
};
Material draw_material(const std::string& path, uint64_t seed);

Training train(heed::show::Run& run, const Material& material, const std::string& name, Look how);

}  // namespace lesson
