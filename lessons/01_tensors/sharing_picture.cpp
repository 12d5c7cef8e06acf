// Drawing handles and their rows. Whether two share is asked of the tensors, not told.
#include "lessons/01_tensors/sharing_picture.hpp"

#include "engine/ops/shape.hpp"
#include "engine/ops/slice.hpp"
#include "lessons/01_tensors/boxes.hpp"
#include "lessons/01_tensors/numbered.hpp"

namespace lesson {

using namespace heed;

namespace {

constexpr double kLeft = 64;

// Colours stay with the numbers: a colour for each row of x.
void draw_row(Boxes& boxes, double y, const Tensor& x) {
  boxes.strip(
      kLeft, y, x.numel(),
      [&](int64_t place) {
        return Box{digits_of(x.data()[place]), int(x.data()[place]) / 10};
      },
      false);
}

}  // namespace

std::string draw_rows() {
  const Tensor x = numbered();
  Boxes boxes("Handles and rows",
              "Three handles, x, its reshape and its detach, have arrows to one row of twelve "
              "numbers. The transpose has an arrow to a row of its own with the numbers in another "
              "order, and the slice to one of six numbers.",
              286);
  const std::pair<const char*, Tensor> handles[] = {{"x", x},
                                                    {"reshape(x, {4, 3})", reshape(x, {4, 3})},
                                                    {"x.detach()", x.detach()},
                                                    {"transpose(x, 0, 1)", transpose(x, 0, 1)},
                                                    {"slice(x, 1, 1, 3)", slice(x, 1, 1, 3)}};
  double name = kLeft + 20, row = 84;
  draw_row(boxes, row, x);
  for (const auto& [words, y] : handles) {
    if (y.data() == x.data()) {
      boxes.middle(name, 54, words);
      boxes.arrow(name, 60, name, row - 2);
      name += 128;
      continue;
    }
    row += 78;
    boxes.middle(kLeft + 60, row - 30, words);
    boxes.arrow(kLeft + 60, row - 24, kLeft + 60, row - 2);
    draw_row(boxes, row, y);
  }
  return boxes.svg();
}

}  // namespace lesson
