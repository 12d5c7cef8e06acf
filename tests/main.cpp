// The tests' main(), compiled once: version 2 of Catch2 has all its code in the header. A test that
// asserts nothing fails, and so does a name that no test has.
#define CATCH_CONFIG_RUNNER
#include "tests/catch.hpp"

int main(int argc, char** argv) {
  Catch::Session session;
  if (const int wrong = session.applyCommandLine(argc, argv)) return wrong;
#if CATCH_VERSION_MAJOR >= 3
  constexpr auto unmatched = Catch::WarnAbout::UnmatchedTestSpec;
#else
  constexpr auto unmatched = Catch::WarnAbout::NoTests;
#endif
  session.configData().warnings =
      Catch::WarnAbout::What(Catch::WarnAbout::NoAssertions | unmatched);
  return session.run();
}
