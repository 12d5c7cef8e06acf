// Waiting for Enter, at a terminal that the test makes itself.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "lessons/show/pause.hpp"
#include "tests/catch.hpp"

using heed::show::wait_for_enter;

namespace {

// What a terminal's window holds in its hand (`window`), and what the program in it sees.
struct PseudoTerminal {
  int window = posix_openpt(O_RDWR | O_NOCTTY), program = -1;
  PseudoTerminal() {
    if (grantpt(window) == 0 && unlockpt(window) == 0)
      program = open(ptsname(window), O_RDWR | O_NOCTTY);
  }
  ~PseudoTerminal() {
    close(program);
    close(window);
  }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;
  void type(const std::string& keys) const {
    REQUIRE(write(window, keys.data(), keys.size()) == ssize_t(keys.size()));
  }
};

}  // namespace

TEST_CASE("Enter is waited for at a terminal only") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  CHECK_FALSE(wait_for_enter("more? ", ends[0], ends[1]));  // returns, and nothing was written
  close(ends[1]);
  char byte = 0;
  CHECK(read(ends[0], &byte, 1) == 0);
  close(ends[0]);
}

TEST_CASE("Enter goes on, the end of the input stops the waiting") {
  const PseudoTerminal terminal;
  REQUIRE(terminal.program >= 0);
  terminal.type("\n");
  CHECK(wait_for_enter("more? ", terminal.program, terminal.program));
  terminal.type("yes\n");  // whatever else is typed
  CHECK(wait_for_enter("more? ", terminal.program, terminal.program));
  terminal.type("\x04");  // Ctrl-D
  CHECK_FALSE(wait_for_enter("more? ", terminal.program, terminal.program));
}
