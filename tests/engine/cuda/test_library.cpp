// The library that nvcc makes, as far as it goes without a card.

#include <dlfcn.h>

#include <iostream>

#include "engine/cuda/device.hpp"
#include "engine/cuda/library.hpp"
#include "tests/catch.hpp"

using namespace heed;

TEST_CASE("the library that nvcc made loads, and opens a card or says why not") {
#ifdef HEED_CUDA_LIBRARY
  void* library = dlopen(HEED_CUDA_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  INFO((library ? "" : dlerror()));
  REQUIRE(library != nullptr);
  using Entry = const device::Table* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(library, "heed_device_table"));
  REQUIRE(entry != nullptr);
  CHECK(entry()->version == device::interface_version);
  std::string name, why;
  try {
    name = cuda::Device().name();
  } catch (const cuda::Failure& failure) {
    why = failure.what();
  }
  INFO(name << why);
  CHECK((!name.empty() || why.find("nvidia-smi") != std::string::npos));
#else
  std::cout << "heed skips this test: the library was not built; CMake says why\n";
  SUCCEED();
#endif
}
