// Several small pictures with their names, on one scale.
#include "lessons/03_linear/panels.hpp"

#include <algorithm>
#include <cmath>

#include "engine/ops.hpp"

namespace lesson03 {

namespace {

Tensor square_of(const Tensor& x, int64_t row) {
  return reshape(select(x.detach(), 0, row), {kSide, kSide});
}

}  // namespace

show::Picture ink(const Tensor& x, int64_t row) {
  return show::Picture::heat(1 - square_of(x, row), 0, 1, show::grays);
}

show::Picture signed_numbers(const Tensor& x, int64_t row, double limit) {
  return show::Picture::heat(square_of(x, row), -limit, limit, show::diverging);
}

double largest_size(const Tensor& x) {
  double largest = 0;
  for (int64_t i = 0; i < x.numel(); ++i)
    largest = std::max(largest, std::abs(double(x.data()[i])));
  return largest;
}

std::string panels_drawn(const show::PlotText& text, const std::vector<Panel>& panels,
                         double limit) {
  return show::panel_plot(text, panels, {.limit = limit});
}

}  // namespace lesson03
