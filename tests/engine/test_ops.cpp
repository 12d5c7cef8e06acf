// Everything that is asked of every operation; the rows stand in tests/engine/ops.

#include <sys/file.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/engine/op_check.hpp"

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

// Adds to build/test-figures.json what this process has checked; each test case may be a process.
void leave_figures(const nlohmann::json& figures) {
  const char* path = "build/test-figures.json";
  const int lock = open("build/test-figures.lock", O_CREAT | O_RDWR, 0644);
  if (!is_double || lock < 0) return;
  flock(lock, LOCK_EX);
  nlohmann::json all =
      nlohmann::json::parse(std::ifstream(path), nullptr, /*allow_exceptions=*/false);
  if (!all.is_object()) all = nlohmann::json::object();
  all.update(figures);
  std::ofstream(path) << all.dump(2) << "\n";
  close(lock);
}

}  // namespace

TEST_CASE(
    "every operation is tested with axes of length 0, 1, and an odd length beyond a register") {
  ask_every_row(check_form);
}

TEST_CASE("every operation's value is what its definition says") {
  ask_every_row(check_value);
  leave_figures(
      {{"value_checks", figures().values}, {"max_value_error_f64", figures().worst_value}});
}

TEST_CASE("every operation's backward agrees with central differences") {
  ask_every_row(check_gradient);
  leave_figures({{"gradient_checks", figures().gradients},
                 {"max_gradient_error_f64", figures().worst_gradient},
                 {"max_gradient_error_at", figures().worst_gradient_at}});
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
  leave_figures({{"error_cases", figures().error_cases}});
}
