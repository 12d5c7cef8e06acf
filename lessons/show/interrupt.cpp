// Ctrl-C: once, the run stops at its next step; twice, at once.
#include "lessons/show/interrupt.hpp"

#include <unistd.h>

#include <csignal>

namespace heed::show {

namespace {

volatile std::sig_atomic_t asked = 0;

void on_interrupt(int) {
  if (asked) _exit(130);
  asked = 1;
}

}  // namespace

void watch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESTART;  // a write that is going on is finished
  sigaction(SIGINT, &action, nullptr);
}

void check_interrupt() {
  if (asked) throw Interrupted();
}

}  // namespace heed::show
