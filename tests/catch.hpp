// Catch2, version 2 (Debian 12) or 3 (Debian 13). Tests use what both have: TEST_CASE, SECTION,
// GENERATE, REQUIRE_THROWS_AS, INFO, CAPTURE, Catch::Matchers::WithinAbs and ContainsSubstring.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>

namespace Catch::Matchers {
inline auto ContainsSubstring(const std::string& text) {
  return Contains(text);
}  // version 3's name
}  // namespace Catch::Matchers
#endif
