// How a page looks.
#pragma once

namespace heed::show {

extern const char* const kPageStyle;  // CSS

}  // namespace heed::show
