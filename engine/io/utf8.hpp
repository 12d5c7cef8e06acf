// Unicode text in bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION {

// Whether the bytes are well-formed UTF-8 (Unicode, table 3-7): no overlong forms, no surrogates,
// nothing beyond U+10FFFF.
bool is_utf8(std::string_view text);

// Appends a code point in its 1 to 4 bytes. The caller has checked that it is one: no surrogate,
// nothing beyond U+10FFFF.
void append_utf8(std::string& text, uint32_t character);

}  // namespace heed::inline HEED_PRECISION
