// im2col drawn: a window slides over a small picture, and each place becomes a column.
#pragma once

#include <vector>

#include "engine/tensor.hpp"
#include "lessons/show/page.hpp"

namespace lesson04 {

// One step for each place of the kernel (3, 3) over the picture (5, 5): the window, the columns so
// far, and the sums so far.
std::vector<heed::show::Step> columns_drawn(const heed::Tensor& picture,
                                            const heed::Tensor& kernel);

}  // namespace lesson04
