// The frame of every lesson's main(): from flags to exit code.
#include "lessons/show/lesson.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <iostream>

#include "engine/cuda/matmul_device.hpp"
#include "engine/io/file.hpp"
#include "engine/random.hpp"
#include "engine/threads.hpp"
#include "lessons/show/interrupt.hpp"

namespace heed::show {

namespace {

constexpr int kMostThreads = 1024;

// A closed standard output would be the first file that we open: text would be written into it.
void open_standard_streams() {
  for (int descriptor = 0; descriptor <= STDERR_FILENO; ++descriptor)
    if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0) _exit(1);
}

void check(const Options& options) {
  if (options.steps == 0)
    throw UsageError("--steps is needed: lessons/course.json, which knows it, was not found");
  if (options.threads > kMostThreads)
    throw UsageError(fmt::format("--threads {} is too large: at most {} is possible",
                                 options.threads, kMostThreads));
}

// Threads first: what "auto" measures depends on them.
void set_up_machine(const Options& options, const std::string& id) {
  if (options.threads) set_num_threads(int(options.threads));
  set_matmul_device(options.device, options.precision);
  if (options.device == "cpu" && options.precision != "fp32")
    std::cerr << fmt::format("{}: note: --precision {} is for --device cuda and auto\n", id,
                             options.precision);
}

void run(int argc, char** argv, const std::string& id, const std::function<void(Run&)>& lesson,
         const std::vector<Flag>& flags) {
  const std::filesystem::path root = repository_root();
  const CourseEntry entry = course_entry(root, id);
  Options options = parse_options(argc, argv, {id, entry.shows, entry.steps}, flags);
  if (options.steps == 0) options.steps = entry.steps;
  check(options);
  set_up_machine(options, id);
  watch_interrupts();
  manual_seed(options.seed);
  Run run(options, entry, root);
  lesson(run);
  run.finish();
}

int fail(const std::string& id, int code, const char* why) {
  std::cout.flush();  // what came before stands before
  std::cerr << fmt::format("{}: error: {}\n", id, why);
  return code;
}

// The exit code of whatever is being thrown.
int explain_failure(const std::string& id) {
  try {
    throw;
  } catch (const HelpAsked& help) {
    std::cout << help.what();
    return 0;
  } catch (const UsageError& error) {
    return fail(id, 2, error.what());
  } catch (const WriteError& error) {
    return fail(id, 1, error.what());
  } catch (const FileError& error) {
    return fail(id, 3, error.what());
  } catch (const NumericalError& error) {
    return fail(id, 4, error.what());
  } catch (const MemoryError& error) {
    return fail(id, 5, error.what());
  } catch (const DeviceError& error) {
    return fail(id, 5, error.what());
  } catch (const std::bad_alloc&) {
    return fail(id, 5, "out of memory");
  } catch (const Interrupted& stop) {
    std::cerr << fmt::format("{}: {}\n", id, stop.what());
    return 130;
  } catch (const std::exception& error) {
    return fail(id, 1, error.what());
  }
}

}  // namespace

int run_lesson(int argc, char** argv, const std::string& id,
               const std::function<void(Run& run)>& lesson, const std::vector<Flag>& flags) {
  open_standard_streams();
  std::signal(SIGPIPE, SIG_DFL);  // `14_tiny_vit | head` ends quietly
  int code = 0;
  try {
    run(argc, argv, id, lesson, flags);
  } catch (...) {
    code = explain_failure(id);
  }
  std::cout.flush();
  if (!std::cout && code == 0) return fail(id, 1, "standard output cannot be written");
  return code;
}

}  // namespace heed::show
