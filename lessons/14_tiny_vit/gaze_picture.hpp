// The gaze of CLS, drawn over the picture.
#pragma once

#include "data/clutter.hpp"
#include "lessons/show/picture.hpp"

namespace lesson14 {

using namespace heed;

// Picture `example` with the digit framed; the gaze (B, H, N) of all heads over it; and of each
// head.
show::Picture heads_picture(const Clutter& pictures, const ClutterOptions& options,
                            const Tensor& gaze, int64_t example);

}  // namespace lesson14
