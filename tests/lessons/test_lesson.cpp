// The frame of a lesson's main(): exit codes, messages, and what a run leaves behind.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/io/file.hpp"
#include "engine/ops/activation.hpp"
#include "lessons/show/lesson.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;
namespace fs = std::filesystem;

namespace {

struct Outcome {
  int code;
  std::string out, err;
};

Outcome run(std::vector<std::string> words, const std::function<void(show::Run&)>& lesson) {
  words.insert(words.begin(), "lesson");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  std::ostringstream out, err;
  std::streambuf* const stdout_before = std::cout.rdbuf(out.rdbuf());
  std::streambuf* const stderr_before = std::cerr.rdbuf(err.rdbuf());
  const int code = show::run_lesson(int(argv.size()), argv.data(), "99_test", lesson);
  std::cout.rdbuf(stdout_before);
  std::cerr.rdbuf(stderr_before);
  return {code, out.str(), err.str()};
}

template <class Thrown>
Outcome throwing(const Thrown& thrown) {
  const TemporaryFolder folder;
  return run({"--steps", "3", "--out", folder.path()}, [&](show::Run&) { throw thrown; });
}

}  // namespace

TEST_CASE("each kind of failure has its exit code and its message") {
  CHECK(throwing(FileError("data/x: line 3: bad")).code == 3);
  CHECK(throwing(NumericalError("nan")).code == 4);
  CHECK(throwing(MemoryError("too much")).code == 5);
  CHECK(throwing(std::bad_alloc()).code == 5);
  CHECK(throwing(WriteError("disk full")).code == 1);
  CHECK(throwing(ValueError("bad")).code == 1);
  CHECK(throwing(std::runtime_error("bad")).code == 1);
  const Outcome outcome = throwing(ShapeError("lesson.cpp:4: [matmul] no\n  a (2)\n  b (3)"));
  CHECK(outcome.code == 1);
  CHECK(outcome.err == "99_test: error: lesson.cpp:4: [matmul] no\n  a (2)\n  b (3)\n");
}

TEST_CASE("wrong use is exit 2, before the lesson begins") {
  bool began = false;
  const auto lesson = [&](show::Run&) { began = true; };
  const TemporaryFolder folder;
  const Outcome outcome = run({"--sead", "3", "--out", folder.path()}, lesson);
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "99_test: error: there is no flag --sead; did you mean --seed?\n");
  CHECK(outcome.out.empty());
  CHECK(run({"--steps", "3", "--threads", "100000", "--out", folder.path()}, lesson).code == 2);
  CHECK(run({"--out", folder.path()}, lesson).code == 2);  // no lesson of this name in course.json
  CHECK(run({"--help"}, lesson).code == 0);
  CHECK(!began);
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE(
    "without a card --device cuda is exit 5 with the reason, and auto says so once and goes on") {
  setenv("HEED_CUDA_LIBRARY", "/none/such.so", 1);
  int began = 0;
  const auto lesson = [&](show::Run&) { ++began; };
  const TemporaryFolder folder;
  const auto on = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--steps", "3", "--out", folder.path()});
    return run(words, lesson);
  };
  const Outcome refused = on({"--device", "cuda"});
  CHECK(refused.code == 5);
  CHECK(refused.err.find("99_test: error: [cuda] matrix products cannot run on a card: ") == 0);
  CHECK(refused.err.find("/none/such.so") != std::string::npos);
  CHECK(refused.err.find("--device cpu") != std::string::npos);
  CHECK(began == 0);
  CHECK(fs::is_empty(folder.path()));
  const Outcome gone_on = on({"--device", "auto", "--profile"});
  CHECK(gone_on.code == 0);
  CHECK(gone_on.err.find("heed: note: matrix products run on the processor: ") == 0);
  CHECK(gone_on.err.find("heed: note:", 1) == std::string::npos);
  CHECK(gone_on.out.find("matrix products: all on the processor: ") != std::string::npos);
  CHECK(on({"--precision", "tf32"}).err ==
        "99_test: note: --precision tf32 is for --device cuda and auto\n");
  CHECK(began == 2);
  unsetenv("HEED_CUDA_LIBRARY");
}

TEST_CASE("where nothing can be written the run ends with 1 before the lesson begins") {
  const TemporaryFolder folder;
  write_file(folder / "file", "");
  bool began = false;
  for (const std::string& out :
       {folder / "file", std::string("/proc/none"), folder / "file/more"}) {
    CAPTURE(out);
    const Outcome outcome = run({"--steps", "3", "--out", out}, [&](show::Run&) { began = true; });
    CHECK(outcome.code == 1);
    CHECK(outcome.err.find("99_test: error: " + out + "/99_test: cannot be made: ") == 0);
  }
  CHECK(!began);
}

TEST_CASE("a run leaves result.json with its figures and what other seeds gave") {
  const TemporaryFolder folder;
  const Outcome outcome =
      run({"--steps", "3", "--seed", "4", "--out", folder.path(), "--quiet"}, [](show::Run& r) {
        show::Progress bar = r.progress("training", r.steps());
        while (bar.next()) bar.loss(1.0);
        r.figure("test_accuracy", 0.98f, show::Range{0.975, 0.986});
        r.figure("caveman", show::Figure::List{0, 3, 0});
        r.figure("by_length", show::Figure::ByName{{"20", 0.5}});
        r.figure("share_of_cublas", {});
        r.suggest("lessons/run 14");
      });
  CHECK(outcome.code == 0);
  const auto result = nlohmann::json::parse(read_whole(folder / "99_test/result.json"));
  CHECK(result.at("lesson") == "99_test");
  CHECK(result.at("version").get<std::string>() != "");
  CHECK(result.at("seed") == 4);
  CHECK(result.at("threads") >= 1);
  CHECK(result.at("steps") == 3);
  CHECK(result.at("train_seconds").get<double>() >= 0);
  CHECK(result.at("figures").at("test_accuracy") == 0.98);
  CHECK(result.at("figures").at("caveman") == nlohmann::json({0, 3, 0}));
  CHECK(result.at("figures").at("by_length").at("20") == 0.5);
  CHECK(result.at("figures").at("share_of_cublas").is_null());
  CHECK(result.at("ranges") == nlohmann::json({{"test_accuracy", {0.975, 0.986}}}));
  CHECK(outcome.out.find("0.975 to 0.986") != std::string::npos);
  CHECK(outcome.out.find("next: lessons/run 14\n") != std::string::npos);
}

TEST_CASE("a figure outside of what other seeds gave is said to be so") {
  const auto verdict = [](double value) {
    return show::NamedFigure{"x", value, show::Range{0.5, 0.6}}.verdict();
  };
  CHECK(verdict(0.55) == "0.5 to 0.6");
  CHECK(verdict(0.5999999) == "0.5 to 0.6");
  CHECK(verdict(0.6000001) == "0.5 to 0.6");  // looks the same
  CHECK(verdict(0.7) == "0.5 to 0.6: yours is above");
  CHECK(verdict(0.4) == "0.5 to 0.6: yours is below");
}

TEST_CASE("a loss that is no number stops the run with 4 and names the operation to blame") {
  const TemporaryFolder folder;
  const Outcome outcome =
      run({"--steps", "3", "--quiet", "--out", folder.path()}, [](show::Run& r) {
        show::Progress bar = r.progress("training", r.steps());
        while (bar.next()) bar.loss([] { return log(Tensor(-1.0)); });
      });
  CHECK(outcome.code == 4);
  CHECK(outcome.err.find("[log]") != std::string::npos);
  CHECK(outcome.err.find("test_lesson.cpp:") != std::string::npos);
}

TEST_CASE("smaller trainings follow the budget") {
  const TemporaryFolder folder;
  show::Options options;
  options.out = folder.path();
  options.steps = 100;
  const show::Run usual(options, {"99_test", "A test", "tests", 100}, folder.path());
  CHECK(usual.steps(30) == 30);
  options.steps = 10;
  const show::Run shorter(options, {"99_test", "A test", "tests", 100}, folder.path());
  CHECK(shorter.steps(30) == 3);
  CHECK(shorter.steps(1) == 1);
}

TEST_CASE("Ctrl-C stops a run at its next step with 130, and a second one at once") {
  const bool twice = GENERATE(false, true);
  const TemporaryFolder folder;
  const pid_t child = fork();
  if (child == 0) {
    const Outcome outcome =
        run({"--steps", "1000", "--quiet", "--out", folder.path()}, [&](show::Run& r) {
          show::Progress bar = r.progress("training", r.steps());
          while (bar.next()) {
            write_file(r.file("step"), std::to_string(bar.step()));
            std::raise(SIGINT);
            if (twice) std::raise(SIGINT);
            write_file(r.file("after"), "");
          }
        });
    _exit(outcome.err == "99_test: stopped by Ctrl-C\n" ? outcome.code : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 130));
  CHECK(read_whole(folder / "99_test/step") == "0");
  CHECK(fs::exists(folder / "99_test/after") == !twice);
}
