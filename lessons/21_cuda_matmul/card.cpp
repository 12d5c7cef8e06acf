// Loading the library of the kernels.
#include "lessons/21_cuda_matmul/card.hpp"

#include <dlfcn.h>

#include "engine/error.hpp"

namespace lesson21 {

template <class Function>
Function* Card::function(const char* name) const {
  void* const found = dlsym(library_, name);
  if (!found) throw heed::DeviceError(std::string("the library of the kernels has no ") + name);
  return reinterpret_cast<Function*>(found);
}

void Card::check(int code) const {
  if (code == 0) return;
  throw heed::DeviceError(function<decltype(lesson21_problem)>("lesson21_problem")());
}

namespace {

std::string built_library() {
#ifdef LESSON_CUDA_LIBRARY
  return LESSON_CUDA_LIBRARY;
#else
  throw heed::DeviceError(
      "the kernels were not compiled: no nvcc (NVIDIA's CUDA toolkit) was found by cmake");
#endif
}

}  // namespace

Card::Card() : Card(built_library()) {}

Card::Card(const std::string& library)  // to stay: cuBLAS does not bear being unloaded
    : library_(dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) {
  if (!library_)
    throw heed::DeviceError(std::string("the library of the kernels does not load: ") + dlerror());
  try {
    check(function<decltype(lesson21_card)>("lesson21_card")(&about_));
  } catch (...) {
    dlclose(library_);
    throw;
  }
}

Card::~Card() { dlclose(library_); }

void Card::product(int way, int m, int n, int k, const float* a, const float* b, float* c) const {
  check(function<decltype(lesson21_product)>("lesson21_product")(way, m, n, k, a, b, c));
}

double Card::seconds(int way, int n) const {
  double seconds = 0;
  check(function<decltype(lesson21_seconds)>("lesson21_seconds")(way, n, &seconds));
  return seconds;
}

Bus Card::bus() const {
  Bus bus{};
  check(
      function<decltype(lesson21_bus)>("lesson21_bus")(&bus.to_card, &bus.from_card, &bus.latency));
  return bus;
}

FoundCard find_card() {
  try {
    return {std::make_unique<Card>(), ""};
  } catch (const heed::DeviceError& error) {
    return {nullptr, error.what()};
  }
}

}  // namespace lesson21
