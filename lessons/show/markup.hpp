// The few marks that the text of a page may hold, as in Markdown.
#pragma once

#include <string>
#include <string_view>

namespace heed::show {

// `code`, *stress*, **strength**, [words](address), $formula$, as HTML; all else is escaped. A
// backslash before one of \ ` * [ $ takes away its meaning. A mark that is opened and not closed is
// an ordinary character. Addresses are https://…, #place or a file beside the page: ValueError for
// others.
std::string markup(std::string_view text);

}  // namespace heed::show
