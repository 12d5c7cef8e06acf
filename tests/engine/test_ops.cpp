// Everything that is asked of every operation; the rows stand in tests/engine/ops.

#include "tests/catch.hpp"
#include "tests/engine/op_check.hpp"
#include "tests/figures.hpp"

using namespace heed;

namespace {

// One section a row: tests_f64 "every operation*" -c "softmax" runs one of them.
void ask_every_row(Failures (*question)(const OpRow&)) {
  REQUIRE(!op_rows().empty());
  for (const OpRow& row : op_rows()) {
    DYNAMIC_SECTION(row.name) {
      for (const std::string& failure : question(row)) FAIL_CHECK(failure);
      SUCCEED();
    }
  }
}

constexpr bool is_double = sizeof(real) == sizeof(double);

// Leaves a figure in build/test-figures.json; those of the double build count.
template <class T>
void leave(const char* name, T value) {
  if (is_double) figures::leave(name, value);
}

}  // namespace

TEST_CASE(
    "every operation is tested with axes of length 0, 1, and an odd length beyond a register") {
  ask_every_row(check_form);
}

TEST_CASE("every operation's value is what its definition says") {
  ask_every_row(check_value);
  leave("value_checks", checked().values);
  leave("max_value_error_f64", checked().worst_value);
}

TEST_CASE("every operation's backward agrees with central differences") {
  ask_every_row(check_gradient);
  leave("gradient_checks", checked().gradients);
  leave("max_gradient_error_f64", checked().worst_gradient);
  leave("max_gradient_error_at", checked().worst_gradient_at);
}

TEST_CASE("every operation's backward is linear, and gradients add up") {
  ask_every_row(check_adding);
}

TEST_CASE("every operation gives an input its gradient whether or not others need theirs") {
  ask_every_row(check_each_alone);
}

TEST_CASE("every operation notices a changed value, or does not depend on it") {
  ask_every_row(check_changes);
}

TEST_CASE("every operation keeps NaN visible") { ask_every_row(check_nan); }

TEST_CASE("every operation computes the same with one thread and four") {
  ask_every_row(check_threads);
}

TEST_CASE("no operation leaks, or records what it need not") { ask_every_row(check_recording); }

TEST_CASE("every operation's errors say which, where, and what is wrong") {
  ask_every_row(check_errors);
  leave("error_cases", checked().error_cases);
}
