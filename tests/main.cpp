// The tests' main(), compiled once: version 2 of Catch2 has all its code in the header.
#define CATCH_CONFIG_RUNNER
#include "tests/catch.hpp"

int main(int argc, char** argv) { return Catch::Session().run(argc, argv); }
