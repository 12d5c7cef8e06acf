// Accuracy and the confusion matrix.
#include "engine/metrics.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

const Tensor logits({4, 3}, {2, 1, 0,    // class 0
                             0, 1, 2,    // class 2
                             1, 1, 0,    // a tie: the first, 0
                             0, 3, 1});  // class 1
const Indices labels(std::vector<int64_t>{0, 2, 1, 1});

}  // namespace

TEST_CASE("accuracy is the share of examples whose label has the largest logit") {
  CHECK(accuracy(logits, labels) == 0.75);
  CHECK_THROWS_AS(accuracy(logits, Indices(Shape{3})), ShapeError);
  CHECK_THROWS_AS(accuracy(ones({0, 3}), Indices(Shape{0})), ShapeError);
}

TEST_CASE("the confusion matrix counts labels in rows, predictions in columns") {
  const Indices matrix = confusion_matrix(logits, labels);
  CHECK(matrix.shape() == Shape{3, 3});
  const std::vector<int64_t> expected{1, 0, 0, 1, 1, 0, 0, 0, 1};
  for (int64_t i = 0; i < 9; ++i) CHECK(matrix[i] == expected[size_t(i)]);
  CHECK_THROWS_AS(confusion_matrix(logits, Indices(std::vector<int64_t>{0, 1, 2, 3})), ValueError);
}
