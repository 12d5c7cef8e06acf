// Waiting for Enter, where someone can press it.
#pragma once

#include <unistd.h>

#include <string>

namespace heed::show {

// Writes `prompt` and waits. True when Enter was pressed; false at once where nobody can (input or
// output is no terminal), and when the input ends (Ctrl-D). Interrupted on Ctrl-C.
bool wait_for_enter(const std::string& prompt, int in = STDIN_FILENO, int out = STDOUT_FILENO);

}  // namespace heed::show
