// Depth and width: a million operations in a row, and a hundred thousand on one tensor, with a
// stack of 256 KiB. Whatever recursed over the graph would crash here.

#include <pthread.h>

#include <functional>
#include <ostream>

#include "engine/graph.hpp"
#include "engine/ops/arithmetic.hpp"
#include "engine/trace.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

// Runs body() in a thread of its own with that much stack.
void with_stack(size_t bytes, const std::function<void()>& body) {
  pthread_attr_t attributes;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstacksize(&attributes, bytes) == 0);
  pthread_t thread;
  const auto run = [](void* function) -> void* {
    (*static_cast<const std::function<void()>*>(function))();
    return nullptr;
  };
  REQUIRE(pthread_create(&thread, &attributes, run, const_cast<std::function<void()>*>(&body)) ==
          0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

Tensor chain(const Tensor& x, int length) {
  Tensor y = x;
  for (int i = 0; i < length; ++i) y = y + 1.0;
  return y;
}

constexpr size_t kStack = 256 * 1024;
constexpr int kLength = 1'000'000;

}  // namespace

TEST_CASE("a chain of a million nodes is built, differentiated and released with a small stack") {
  const int64_t nodes = Node::live(), buffers = pool_stats().live_buffers;
  real gradient = 0, value = 0;
  with_stack(kStack, [&] {
    Tensor x = Tensor(0.0).requires_grad_();
    const Tensor y = chain(x, kLength);
    value = y.item();
    y.backward();
    gradient = x.grad().item();
  });
  CHECK(value == kLength);
  CHECK(gradient == 1);
  CHECK(Node::live() == nodes);
  CHECK(pool_stats().live_buffers == buffers);
}

TEST_CASE("a chain of a million nodes is released without backward with a small stack") {
  const int64_t nodes = Node::live(), buffers = pool_stats().live_buffers;
  with_stack(kStack, [&] {
    Tensor y = chain(Tensor(0.0).requires_grad_(), kLength);
    CHECK(Node::live() > nodes + kLength);
    y = Tensor();
  });
  CHECK(Node::live() == nodes);
  CHECK(pool_stats().live_buffers == buffers);
}

TEST_CASE("a tensor used a hundred thousand times gets all its gradients") {
  constexpr int uses = 100'000;
  const int64_t nodes = Node::live();
  real gradient = 0;
  with_stack(kStack, [&] {
    Tensor x = Tensor(2.0).requires_grad_();
    Tensor sum(0.0);
    for (int i = 0; i < uses; ++i) sum = sum + x * 3.0;
    sum.backward();
    gradient = x.grad().item();
  });
  CHECK(gradient == 3 * uses);
  CHECK(Node::live() == nodes);
}

TEST_CASE("a diamond of sixty levels has 2^60 paths, and is walked once") {
  Tensor x = Tensor(1.0).requires_grad_();
  Tensor y = x;
  for (int i = 0; i < 60; ++i) y = y + y;
  y.backward();
  CHECK(x.grad().item() == real(0x1p60));
}

TEST_CASE("a chain of a million nodes is drawn and traced with a small stack") {
  const int64_t nodes = Node::live(), buffers = pool_stats().live_buffers;
  std::string text;
  real gradient = 0;
  with_stack(kStack, [&] {
    Tensor x = Tensor(0.0).requires_grad_();
    const Tensor y = chain(x, kLength);
    text = graph(y, {.limit = 2});
    std::ostream nowhere(nullptr);
    trace_backward(y, nowhere);
    y.backward();
    gradient = x.grad().item();
  });
  CHECK(text.find("\"999,999 more\"") != std::string::npos);
  CHECK(gradient == 1);
  CHECK(Node::live() == nodes);
  CHECK(pool_stats().live_buffers == buffers);
}
