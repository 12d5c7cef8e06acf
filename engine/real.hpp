// The number type of the whole engine.
#pragma once

// The library is compiled twice from the same sources: with HEED_PRECISION=f32 for lessons, and
// with f64 for checking gradients (finite differences are meaningless in float). Each build lives
// in an inline namespace of that name, so that the two cannot be mixed by mistake, and can be
// linked together on purpose.
#ifndef HEED_PRECISION
#define HEED_PRECISION f32
#endif

namespace heed::precision {
// The two that there are.
using f32 = float;
using f64 = double;
}  // namespace heed::precision

namespace heed::inline HEED_PRECISION {
// The one of this build.
using real = heed::precision::HEED_PRECISION;
}  // namespace heed::inline HEED_PRECISION
