// Loading the device library, and what to say where that fails.

#include "engine/cuda/library.hpp"

#include <dlfcn.h>

#include <cstdlib>

namespace heed::inline HEED_PRECISION::cuda {

namespace {

using device::Status;

std::string path_of_library() {
  if (const char* path = std::getenv("HEED_CUDA_LIBRARY"); path && *path) return path;
#ifdef HEED_CUDA_LIBRARY
  return HEED_CUDA_LIBRARY;
#else
  throw Failure(Status::absent,
                "heed was built without it, because nvcc was not there or did not work; install "
                "NVIDIA's CUDA toolkit, remove build/ and build again");
#endif
}

// Never unloaded: cuBLAS does not bear it.
const device::Table* load() {
  const std::string path = path_of_library();
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char* why = dlerror();
    throw Failure(Status::absent, std::string("its library cannot be loaded: ") +
                                      (why ? why : path.c_str()) + "; build again");
  }
  using Entry = const device::Table* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(library, "heed_device_table"));
  const device::Table* table = entry ? entry() : nullptr;
  if (!table || table->version != device::interface_version)
    throw Failure(Status::absent, path + " is of another version of heed; build again");
  return table;
}

std::string version(int32_t number) {  // 13010 is 13.1
  return std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10);
}

// Why there is no device, and what to do.
std::string explain_absence(const device::About& about, const std::string& problem) {
  if (about.driver == 0)
    return "there is no NVIDIA driver; install it, until nvidia-smi lists the card";
  if (about.driver / 1000 < about.runtime / 1000)
    return "the NVIDIA driver is too old: it knows CUDA " + version(about.driver) +
           ", and heed was built with " + version(about.runtime) +
           "; install a newer driver, or build with an older CUDA toolkit";
  return "no card can be used (" + problem +
         "); does nvidia-smi list one, and does CUDA_VISIBLE_DEVICES hide it?";
}

}  // namespace

Device::Device() : table_(load()) {
  const int32_t status = table_->open(&context_, &about_);
  if (status == Status::ok) return;
  const std::string problem = table_->problem();
  if (status == Status::absent) throw Failure(Status::absent, explain_absence(about_, problem));
  throw Failure(Status(status), "the card " + name() + " cannot be opened (" + problem +
                                    "); does another program use it up? nvidia-smi lists them");
}

Device::~Device() { table_->close(context_); }

std::string Device::name() const { return about_.name; }

void Device::check(int32_t status) const {
  if (status != Status::ok) throw Failure(Status(status), table_->problem());
}

void* Device::allocate(uint64_t bytes) {
  void* memory = nullptr;
  check(table_->allocate(context_, bytes, &memory));
  return memory;
}

void* Device::allocate_pinned(uint64_t bytes) {
  void* memory = nullptr;
  check(table_->allocate_pinned(context_, bytes, &memory));
  return memory;
}

void Device::upload(void* device, const void* host, uint64_t bytes) {
  check(table_->upload(context_, device, host, bytes));
}
void Device::multiply(const device::Product& product) {
  check(table_->multiply(context_, &product));
}
void Device::download(void* host, const void* device, uint64_t bytes) {
  check(table_->download(context_, host, device, bytes));
}
void Device::record(int event, device::Stream stream) {
  check(table_->record(context_, event, stream));
}
void Device::wait(device::Stream stream, int event) {
  check(table_->wait(context_, stream, event));
}
void Device::finish_event(int event) { check(table_->finish_event(context_, event)); }
void Device::finish() { check(table_->finish(context_)); }

}  // namespace heed::inline HEED_PRECISION::cuda
