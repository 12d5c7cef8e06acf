// Waiting for Enter.
#include "lessons/show/pause.hpp"

#include <poll.h>

#include <cerrno>
#include <iostream>
#include <string_view>

#include "lessons/show/interrupt.hpp"

namespace heed::show {

bool wait_for_enter(const std::string& prompt, int in, int out) {
  std::cout.flush();  // what came before stands before
  if (!isatty(in) || !isatty(out)) return false;
  if (write(out, prompt.data(), prompt.size()) < 0) return false;
  pollfd input{in, POLLIN, 0};
  for (;;) {
    check_interrupt();  // read() would be started again after a Ctrl-C, poll() is not
    if (poll(&input, 1, -1) < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    char typed[256];
    const ssize_t count = read(in, typed, sizeof typed);  // a terminal gives a line at a time
    if (count <= 0) return false;
    if (std::string_view(typed, size_t(count)).find('\n') != std::string_view::npos) return true;
  }
}

}  // namespace heed::show
