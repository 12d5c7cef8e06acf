// Checking indices against what they point into.

#include "engine/ops/index_range.hpp"

namespace heed::inline HEED_PRECISION {

void check_range(const Op& op, std::string_view name, const Indices& indices, int64_t size,
                 std::string_view rule, std::optional<int64_t> besides) {
  for (int64_t i = 0; i < indices.numel(); ++i) {
    const int64_t index = indices[i];
    if ((index >= 0 && index < size) || index == besides) continue;
    Shape position = indices.shape();
    int64_t rest = i;
    for (int axis = position.rank() - 1; axis >= 0; --axis) {
      position[axis] = rest % indices.shape()[axis];
      rest /= indices.shape()[axis];
    }
    const std::string fault =
        size == 0 ? ", but there are none" : " is outside 0 to " + std::to_string(size - 1);
    throw ValueError(op.explain(
        std::to_string(index) + " at " + to_string(position) + " of " + std::string(name) + fault,
        {{name, indices.shape()}}, rule));
  }
}

}  // namespace heed::inline HEED_PRECISION
