// Indices that must name something that is there.
#pragma once

#include <optional>

#include "engine/indices.hpp"
#include "engine/tensor.hpp"

namespace heed::inline HEED_PRECISION {

// ValueError, with the value and its position, unless all indices are 0 … size-1, or `besides`.
// `name` is what the indices are called, "labels"; `rule`, what they must be.
void check_range(const Op& op, std::string_view name, const Indices& indices, int64_t size,
                 std::string_view rule, std::optional<int64_t> besides = std::nullopt);

}  // namespace heed::inline HEED_PRECISION
