// Accuracy and the confusion matrix.
#include "engine/metrics.hpp"
#include "engine/ops/slice.hpp"
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

TEST_CASE("mean IoU divides what is rightly marked by what is either, class by class") {
  // One picture of 1 x 4 pixels: given 0 2 0 1, as above; they are 0 2 1 1.
  const Tensor map({1, 3, 1, 4}, {2, 0, 1, 0,    // of class 0, at each pixel
                                  1, 1, 1, 3,    // of class 1
                                  0, 2, 0, 1});  // of class 2
  const Indices truth(Shape{1, 1, 4}, {0, 2, 1, 1});
  CHECK_THAT(mean_iou(map, truth), Catch::Matchers::WithinAbs((1 / 2.0 + 1 / 2.0 + 1) / 3, 1e-12));
  CHECK_THAT(mean_iou(logits, labels),
             Catch::Matchers::WithinAbs((1 / 2.0 + 1 / 2.0 + 1) / 3, 1e-12));
  // A class that is neither there nor given does not count.
  CHECK(mean_iou(slice(logits, 0, 0, 1), Indices(Shape{1}, {0})) == 1);
  CHECK(mean_iou(slice(logits, 0, 0, 1), Indices(Shape{1}, {1})) == 0);
  CHECK_THROWS_AS(mean_iou(map, Indices(Shape{1, 4})), ShapeError);
  CHECK_THROWS_AS(mean_iou(zeros({0, 3}), Indices(Shape{0})), ShapeError);
  CHECK_THROWS_AS(mean_iou(zeros({3}), Indices(Shape{3})), ShapeError);
  CHECK_THROWS_AS(mean_iou(map, Indices(Shape{1, 1, 4}, 3)), ValueError);
}
