// A training that stops, and goes on in another process, ends with the same bytes as one that never
// stopped.

#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>

#include "tests/catch.hpp"
#include "tests/layers/resume.hpp"
#include "tests/temporary_folder.hpp"

extern char** environ;

using namespace heed;

namespace {

constexpr int64_t kSteps = ResumableTraining::kSteps, kHalf = ResumableTraining::kHalf;
const char* const kLeg = "a leg of the trainings that other processes began";  // a test's name

std::string file_of(const std::string& folder, const std::string& leg, const AnyOptimizer& kind) {
  return folder + "/" + kind.name + ", " + leg + ".safetensors";
}

// Runs this program once more, for the test `kLeg`, and returns its exit code.
int run_leg(const std::string& folder, const std::string& leg) {
  std::vector<std::string> variables = {"HEED_RESUME_FOLDER=" + folder, "HEED_RESUME_LEG=" + leg};
  std::vector<char*> environment;
  for (char** variable = environ; *variable; ++variable) environment.push_back(*variable);
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  std::string program = "/proc/self/exe", test = kLeg, flag = "--out", log = folder + "/log";
  char* arguments[] = {program.data(), test.data(), flag.data(), log.data(), nullptr};
  pid_t child = 0;
  if (posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environment.data()) != 0)
    return -1;
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Where two files differ first; -1: nowhere.
int64_t difference(const std::string& a, const std::string& b) {
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return in_a == a.end() && in_b == b.end() ? -1 : in_a - a.begin();
}

}  // namespace

TEST_CASE("a leg of the trainings that other processes began", "[.]") {
  const char* folder = std::getenv("HEED_RESUME_FOLDER");
  const char* leg = std::getenv("HEED_RESUME_LEG");
  if (!folder || !leg) return;  // not begun by the test below
  for (const AnyOptimizer& kind : every_optimizer()) {
    ResumableTraining training(kind);
    if (leg == std::string("second half"))
      load_checkpoint(file_of(folder, "first half", kind), training.parts());
    training.run_to(leg == std::string("first half") ? kHalf : kSteps);
    save_checkpoint(file_of(folder, leg, kind), training.parts());
  }
  SUCCEED("the test below asserts");
}

TEST_CASE("resuming in a new process gives the same bytes as never stopping, for every optimiser") {
  const TemporaryFolder folder;
  for (const char* leg : {"whole", "first half", "second half"}) {
    const int code = run_leg(folder.path(), leg);
    INFO(leg << ": " << read_whole(folder / "log"));
    REQUIRE(code == 0);
  }
  for (const AnyOptimizer& kind : every_optimizer()) {
    CAPTURE(kind.name);
    const std::string whole = read_whole(file_of(folder.path(), "whole", kind));
    CHECK(whole.size() > 4000);
    CHECK(difference(whole, read_whole(file_of(folder.path(), "first half", kind))) >= 0);
    CHECK(difference(whole, read_whole(file_of(folder.path(), "second half", kind))) == -1);
  }
}

TEST_CASE("a training that is resumed without one of its parts goes another way") {
  const TemporaryFolder folder;
  const AnyOptimizer kind = any_optimizer<AdamW>("AdamW", AdamWOptions{.lr = 0.01});
  const auto end_without = [&](const std::string& forgotten) {
    ResumableTraining training(kind);
    std::vector<CheckpointPart> parts = training.parts();
    std::erase_if(parts, [&](const CheckpointPart& part) { return part.name() == forgotten; });
    load_checkpoint(folder / "half", parts, /*strict=*/false);
    training.run_to(kSteps);
    save_checkpoint(folder / "end", training.parts());
    return read_whole(folder / "end");
  };
  ResumableTraining training(kind);
  training.run_to(kHalf);
  save_checkpoint(folder / "half", training.parts());
  training.run_to(kSteps);
  save_checkpoint(folder / "end", training.parts());
  const std::string whole = read_whole(folder / "end");
  CHECK(difference(end_without("nothing"), whole) == -1);
  for (const CheckpointPart& part : training.parts()) {
    INFO("without " << part.name());
    CHECK(difference(end_without(part.name()), whole) >= 0);
  }
}
