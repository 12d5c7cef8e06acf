// Finds the entries of a file by name, at eight bytes an entry.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION {

// Of entries with a member `name`, in a vector that stays as it is.
template <class Entry>
class NameIndex {
 public:
  NameIndex() = default;
  explicit NameIndex(const std::vector<Entry>& entries) : places_(entries.size()) {
    std::iota(places_.begin(), places_.end(), size_t(0));
    std::sort(places_.begin(), places_.end(),
              [&](size_t a, size_t b) { return entries[a].name < entries[b].name; });
  }

  // One of two with the same name; null if there are none.
  const Entry* twice(const std::vector<Entry>& entries) const {
    const auto found = std::adjacent_find(places_.begin(), places_.end(), [&](size_t a, size_t b) {
      return entries[a].name == entries[b].name;
    });
    return found == places_.end() ? nullptr : &entries[*found];
  }

  // Null if there is none; any one of several with this name.
  const Entry* find(const std::vector<Entry>& entries, std::string_view name) const {
    const auto found = std::lower_bound(
        places_.begin(), places_.end(), name,
        [&](size_t i, std::string_view wanted) { return entries[i].name < wanted; });
    const bool there = found != places_.end() && entries[*found].name == name;
    return there ? &entries[*found] : nullptr;
  }

 private:
  std::vector<size_t> places_;  // sorted by name
};

}  // namespace heed::inline HEED_PRECISION
