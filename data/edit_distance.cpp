// The edit distance, row by row.
#include "data/edit_distance.hpp"

#include <algorithm>
#include <numeric>

namespace heed::inline HEED_PRECISION {

int64_t edit_distance(const Symbols& a, const Symbols& b) {
  // row[j]: the distance of the first i symbols of a to the first j of b.
  std::vector<int64_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), int64_t(0));
  for (size_t i = 0; i < a.size(); ++i) {
    int64_t diagonal = row[0]++;  // of one symbol less on both sides
    for (size_t j = 0; j < b.size(); ++j) {
      const int64_t exchange = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({exchange, row[j + 1] + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace heed::inline HEED_PRECISION
