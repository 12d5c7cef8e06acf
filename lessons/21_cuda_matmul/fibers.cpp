// Fibers, made of POSIX's contexts.
#include "lessons/21_cuda_matmul/fibers.hpp"

#include <cstdint>
#include <string>
#include <utility>

#include "engine/error.hpp"

namespace lesson21 {

namespace {

constexpr size_t kStack = 64 * 1024;  // bytes; memory is taken only where it is touched

}  // namespace

Fibers::Fibers(int count)
    : fibers_(size_t(count)), stacks_(new std::byte[size_t(count) * kStack]) {}

void Fibers::enter(unsigned high, unsigned low) {
  Fibers& all = *reinterpret_cast<Fibers*>(uintptr_t(high) << 32 | low);
  try {
    (*all.body_)(all.running_);
  } catch (...) {  // a stack ends here; nothing may be thrown across it
    all.thrown_ = std::current_exception();
  }
  all.fibers_[size_t(all.running_)].done = true;
}  // goes on in main_, its uc_link

void Fibers::start(int index) {
  Fiber& fiber = fibers_[size_t(index)];
  fiber.done = false;
  getcontext(&fiber.context);
  fiber.context.uc_stack.ss_sp = stacks_.get() + size_t(index) * kStack;
  fiber.context.uc_stack.ss_size = kStack;
  fiber.context.uc_link = &main_;
  const auto self = reinterpret_cast<uintptr_t>(this);
  makecontext(&fiber.context, reinterpret_cast<void (*)()>(&Fibers::enter), 2, unsigned(self >> 32),
              unsigned(self));
}

int Fibers::resume_all() {
  int done = 0;
  for (running_ = 0; running_ < int(fibers_.size()); ++running_) {
    Fiber& fiber = fibers_[size_t(running_)];
    if (!fiber.done) swapcontext(&main_, &fiber.context);
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    done += fiber.done;
  }
  return done;
}

void Fibers::run(const std::function<void(int)>& body, const std::function<void()>& round) {
  body_ = &body;
  for (int i = 0; i < int(fibers_.size()); ++i) start(i);
  for (int done = 0; done < int(fibers_.size()); round()) {
    done = resume_all();
    if (done > 0 && done < int(fibers_.size()))
      throw heed::Error("a barrier that " + std::to_string(done) + " of " +
                        std::to_string(fibers_.size()) + " threads never reach");
  }
}

void Fibers::pause() { swapcontext(&fibers_[size_t(running_)].context, &main_); }

}  // namespace lesson21
