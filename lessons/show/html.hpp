// Text that is safe inside HTML, SVG and MathML.
#pragma once

#include <string>
#include <string_view>

namespace heed::show {

// & < > " ' as references, so that it can stand between tags and in an attribute. What is no valid
// UTF-8, and control characters, become U+FFFD.
std::string escaped(std::string_view text);

// <tag attributes>content</tag>. Nothing is escaped here.
std::string element(std::string_view tag, std::string_view content,
                    std::string_view attributes = "");

std::string base64(std::string_view bytes);

}  // namespace heed::show
