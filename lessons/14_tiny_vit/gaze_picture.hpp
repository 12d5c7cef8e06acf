// The gaze of CLS, drawn over the picture.
#pragma once

#include "data/clutter.hpp"
#include "layers/models/vit.hpp"
#include "lessons/show/explorer.hpp"

namespace lesson14 {

using namespace heed;

// Picture `example` with the digit framed; the gaze (B, H, N) of all heads over it; and of each
// head.
show::Picture heads_picture(const Clutter& pictures, const ClutterOptions& options,
                            const Tensor& gaze, int64_t example);

// Picture `example` with the attention of every block and head, to try out.
show::Explorer explorer(ViT& vit, const Clutter& pictures, int64_t example);

}  // namespace lesson14
