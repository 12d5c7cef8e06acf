// The words.
#include "lessons/06_self_attention/words.hpp"

#include <algorithm>

namespace lesson06 {

using namespace heed;

int64_t Words::find(const std::string& name) const {
  return std::find(names.begin(), names.end(), name) - names.begin();
}

Words eight_words() {
  return {{"king", "queen", "father", "mother", "son", "daughter", "feast", "bread"},
          // royalty, family, female, young, food
          Tensor({8, 5}, {2, 1, -1, -1, 0,  //
                          2, 1, 1,  -1, 0,  //
                          0, 2, -1, -1, 0,  //
                          0, 2, 1,  -1, 0,  //
                          0, 2, -1, 1,  0,  //
                          0, 2, 1,  1,  0,  //
                          1, 1, 0,  0,  2,  //
                          0, 0, 0,  0,  2})};
}

Words four_pairs() {
  return {{"king", "queen", "father", "mother", "son", "daughter", "prince", "princess"},
          Tensor({8, 5}, {2, 1, -1, -1, 0,  //
                          2, 1, 1,  -1, 0,  //
                          0, 2, -1, -1, 0,  //
                          0, 2, 1,  -1, 0,  //
                          0, 2, -1, 1,  0,  //
                          0, 2, 1,  1,  0,  //
                          2, 1, -1, 1,  0,  //
                          2, 1, 1,  1,  0})};
}

std::vector<double> row_of(const Tensor& x, int64_t row) {
  const real* begin = x.data() + row * x.size(1);
  return {begin, begin + x.size(1)};
}

}  // namespace lesson06
