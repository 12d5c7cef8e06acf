// Error cases in one line each.
#pragma once

#include <string>
#include <vector>

#include "engine/error.hpp"
#include "tests/catch.hpp"

namespace heed::inline HEED_PRECISION {

// Fails unless call() throws a Kind whose message holds all pieces.
template <class Kind, class Call>
void refuses(const Call& call, const std::vector<std::string>& pieces) {
  std::string text = "nothing was thrown";
  try {
    call();
  } catch (const Kind& error) {
    text = error.what();
  }
  for (const std::string& piece : pieces) {
    INFO(text << "\nshould contain: " << piece);
    CHECK(text.find(piece) != std::string::npos);
  }
}

}  // namespace heed::inline HEED_PRECISION
