// Ctrl-C: once, the run stops at its next step; twice, at once.
#pragma once

#include <exception>

namespace heed::show {

// The learner stopped the run: exit 130.
struct Interrupted : std::exception {
  const char* what() const noexcept override { return "stopped by Ctrl-C"; }
};

void watch_interrupts();  // from now on
void check_interrupt();   // throws Interrupted if it came

}  // namespace heed::show
