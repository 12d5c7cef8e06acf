// A table of pickles: each is read in an archive and in a stream, and refused, or not.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/engine/io/pickle_bytes.hpp"

namespace pickled {

struct Row {
  std::string name, pickle;
  std::string says;  // a part of the message; empty: accepted
};

inline std::string repeat(const std::string& what, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += what;
  return all;
}

// A function that is called with a text.
inline std::string called(const std::string& function) {
  return function + "(" + text("echo") + "tR";
}

inline void check_rows(const std::vector<Row>& rows) {
  std::set<std::string> seen;
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(seen.insert(row.name).second);
    for (const std::string& bytes : {zip(row.pickle), Stream{.pickle = row.pickle}.bytes()}) {
      if (row.says.empty())
        CHECK(verdict(bytes) == "accepted");
      else
        heed::check_refusal(verdict(bytes), row.says);
    }
  }
}

}  // namespace pickled
