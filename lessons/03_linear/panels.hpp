// Several small pictures with their names, on one scale.
#pragma once

#include <string>
#include <vector>

#include "lessons/03_linear/models.hpp"
#include "lessons/show/panels.hpp"

namespace lesson03 {

namespace show = heed::show;

using show::Panel;

// Row `row` of x (.., 64) as 8×8 pixels: ink on paper; or blue below 0, white at 0, orange above,
// with the full colours at ±limit.
show::Picture ink(const Tensor& x, int64_t row);
show::Picture signed_numbers(const Tensor& x, int64_t row, double limit);

// Panels in rows of five. Where limit > 0 a scale from -limit to limit stands beside them.
std::string panels_drawn(const show::PlotText& text, const std::vector<Panel>& panels,
                         double limit = 0);

double largest_size(const Tensor& x);  // of its numbers, without their signs

}  // namespace lesson03
