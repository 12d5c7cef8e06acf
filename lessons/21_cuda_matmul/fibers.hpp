// Threads of a block on one thread of the CPU: each runs until it waits for the others.
#pragma once

#include <ucontext.h>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

namespace lesson21 {

class Fibers {
 public:
  explicit Fibers(int count);

  // Calls body(0) … body(count - 1), each until it pauses or returns; then round(), and the next
  // part of each, until all have returned. Error if some pause where others have returned: on a
  // card they would wait for ever. What a body throws comes out here.
  void run(const std::function<void(int)>& body, const std::function<void()>& round);
  void pause();  // from inside a body: a barrier

 private:
  struct Fiber {
    ucontext_t context;
    bool done;
  };
  static void enter(unsigned high, unsigned low);  // makecontext passes numbers of 32 bits
  void start(int index);
  int resume_all();  // how many have returned

  std::vector<Fiber> fibers_;
  std::unique_ptr<std::byte[]> stacks_;
  ucontext_t main_{};
  int running_ = 0;
  const std::function<void(int)>* body_ = nullptr;
  std::exception_ptr thrown_;
};

}  // namespace lesson21
