// The bar of a training loop, on standard error.
#include "lessons/show/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "lessons/show/interrupt.hpp"

namespace heed::show {

namespace {

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string duration(double seconds) {
  const auto whole = int64_t(std::lround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole / 60 % 60);
}

}  // namespace

Progress::Progress(std::string what, int64_t steps, bool quiet, Trainings* trainings)
    : what_(std::move(what)),
      steps_(steps),
      terminal_(Terminal::of(STDERR_FILENO)),
      quiet_(quiet),
      trainings_(trainings),
      begin_(Clock::now()) {}

Progress::~Progress() { finish(); }

bool Progress::next() {
  check_interrupt();
  ++step_;
  if (step_ > 0) report();
  if (step_ < steps_) return true;
  finish();
  return false;
}

void Progress::loss(double value) {
  if (!std::isfinite(value))
    throw NumericalError(fmt::format(
        "{}: the loss is {} at step {} of {}. A smaller learning rate? --seed with another number?",
        what_, value, step_ + 1, steps_));
  losses_.push_back(value);
  smooth_ = 0.95 * smooth_ + 0.05 * value;
  weight_ = 0.95 * weight_ + 0.05;
}

void Progress::also(std::string text) { also_ = std::move(text); }

void Progress::report() {
  if (quiet_) return;
  const bool last = step_ == steps_;
  if (terminal_.interactive) {
    const Clock::time_point now = Clock::now();
    if (!last && drawn_ && now - last_drawn_ < std::chrono::milliseconds(100)) return;
    last_drawn_ = now;
    // Back to the line's begin, the line, and what is left of the old one cleared.
    std::fputs(("\r" + line() + "\x1b[K").c_str(), stderr);
  } else if (last || step_ * 10 / steps_ != (step_ - 1) * 10 / steps_) {
    std::fputs((line() + "\n").c_str(), stderr);
  }
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::finish() {
  if (finished_) return;
  finished_ = true;
  if (trainings_) {
    trainings_->seconds += seconds_since(begin_);
    if (!losses_.empty()) trainings_->curves.push_back({what_, losses_});
  }
  if (drawn_ && terminal_.interactive) std::fputs("\n", stderr);
}

std::string Progress::line() const {
  const double gone = seconds_since(begin_);
  const std::string count = fmt::format("{:>{}}/{}", step_, std::to_string(steps_).size(), steps_);
  std::string state = fmt::format("{}", count);
  if (weight_ > 0) state += fmt::format("  loss {:.4f}", smooth_ / weight_);
  if (!also_.empty()) state += "  " + also_;
  state += step_ == steps_
               ? fmt::format("  {}", duration(gone))
               : fmt::format("  {} left", duration(gone / double(step_) * double(steps_ - step_)));
  if (!terminal_.interactive) return what_ + "  " + state;
  // One column stays free: a full line would wrap, and the next redraw begin one line too low.
  const int room = terminal_.width - 1 - text_width(what_) - text_width(state) - 4;
  return room < 8 ? state.substr(0, size_t(terminal_.width - 1))
                  : what_ + "  " + bar(std::min(room, 30)) + "  " + state;
}

std::string Progress::bar(int width) const {
  const auto full = int(step_ * width / std::max<int64_t>(steps_, 1));
  std::string drawn;
  for (int i = 0; i < width; ++i)
    drawn += terminal_.unicode ? (i < full ? "━" : "╌") : (i < full ? "#" : ".");
  return drawn;
}

}  // namespace heed::show
