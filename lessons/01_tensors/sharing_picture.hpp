// Handles and the rows of memory that they look at, drawn.
#pragma once

#include <string>

namespace lesson {

std::string draw_rows();

}  // namespace lesson
