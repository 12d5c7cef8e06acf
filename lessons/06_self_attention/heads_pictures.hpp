// The pictures of the section about heads.
#pragma once

#include <string>
#include <vector>

#include "engine/tensor.hpp"

namespace lesson06 {

// One way to make heads, trained.
struct HeadsTraining {
  std::string name;
  std::vector<double> losses;
  double accuracy = 0;
  heed::Tensor weights;       // (2, 6, 6), of one set
  heed::Tensor set;           // (1, 6, 20), that set
  heed::Tensor query_weight;  // (20, 20)
};

std::string losses_drawn(const HeadsTraining& before, const HeadsTraining& after);
std::string queries_drawn(const HeadsTraining& training);  // W_q
// Who looks at whom in the head that looks more where the tokens point to, tokens by their names.
std::string pointing_drawn(const HeadsTraining& training);

}  // namespace lesson06
