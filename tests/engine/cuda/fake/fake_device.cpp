// The fake device: a table of functions on ordinary memory.

#include "tests/engine/cuda/fake/fake_device.hpp"

#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include "tests/engine/cuda/fake/lazy_streams.hpp"

namespace heed::device {

namespace {

fake::Control control;
std::map<void*, uint64_t> blocks;
bool is_lost = false;
std::string problem_text;

int32_t fail(int32_t status, const std::string& why) {
  problem_text = why;
  return status;
}

// Whether this call is to fail, and how.
int32_t enter(const char* name) {
  ++control.calls;
  if (is_lost) return fail(lost, "an illegal memory access was encountered");
  if (!control.fail_in || std::string(control.fail_in) != name || control.fail_after-- > 0)
    return ok;
  control.fail_in = nullptr;
  is_lost = control.fail_with == lost;
  return fail(control.fail_with, std::string(name) + ": planted");
}

int32_t open(Context** context, About* about) {
  *about = {"Fake 100", control.major, 0, control.memory, control.driver, control.runtime};
  is_lost = false;
  if (control.driver < control.runtime || control.cards == 0)
    return fail(absent, control.cards == 0 ? "there is no card" : "insufficient driver");
  if (const int32_t status = enter("open")) return status;
  *context = new Context(control.running);
  ++control.opened;
  return ok;
}

void close(Context* context) {
  delete context;
  --control.opened;
}

const char* problem() { return problem_text.c_str(); }

int32_t allocate(Context*, uint64_t bytes, void** memory) {
  ++control.allocations;
  if (const int32_t status = enter("allocate")) return status;
  if (control.in_use + bytes > control.memory) return fail(no_memory, "out of memory");
  *memory = std::malloc(bytes);
  std::memset(*memory, 0xFF, bytes);  // NaN
  blocks[*memory] = bytes;
  control.in_use += bytes;
  ++control.blocks;
  return ok;
}

void release(Context*, void* memory) {
  control.in_use -= blocks.at(memory);
  blocks.erase(memory);
  --control.blocks;
  std::free(memory);
}

int32_t allocate_pinned(Context*, uint64_t bytes, void** memory) {
  if (const int32_t status = enter("allocate_pinned")) return status;
  *memory = std::malloc(bytes);
  std::memset(*memory, 0xFF, bytes);
  ++control.pinned_blocks;
  return ok;
}

void release_pinned(Context*, void* memory) {
  --control.pinned_blocks;
  std::free(memory);
}

int32_t upload(Context* context, void* device, const void* host, uint64_t bytes) {
  if (const int32_t status = enter("upload")) return status;
  control.bytes_up += int64_t(bytes);
  context->start(uploads, [=] { std::memcpy(device, host, bytes); });
  return ok;
}

int32_t download(Context* context, void* host, const void* device, uint64_t bytes) {
  if (const int32_t status = enter("download")) return status;
  control.bytes_down += int64_t(bytes);
  context->start(downloads, [=] { std::memcpy(host, device, bytes); });
  return ok;
}

template <class Number>
void compute(const Product& p) {
  const auto at = [](const Matrix& x, int64_t matrix, int64_t i, int64_t j) {
    const Number* numbers = static_cast<const Number*>(x.numbers) + matrix * x.step;
    return x.transposed ? numbers[j * x.stride + i] : numbers[i * x.stride + j];
  };
  for (int64_t matrix = 0; matrix < p.count; ++matrix)
    for (int64_t i = 0; i < p.m; ++i)
      for (int64_t j = 0; j < p.n; ++j) {
        Number& c = static_cast<Number*>(p.c)[matrix * p.c_step + i * p.c_stride + j];
        Number sum = p.add ? c : 0;
        for (int64_t k = 0; k < p.k; ++k) sum += at(p.a, matrix, i, k) * at(p.b, matrix, k, j);
        c = sum;
      }
}

int32_t multiply(Context* context, const Product* product) {
  if (const int32_t status = enter("multiply")) return status;
  control.products += product->count;
  control.precision = product->precision;
  context->start(products,
                 [p = *product] { p.number_bytes == 8 ? compute<double>(p) : compute<float>(p); });
  return ok;
}

int32_t record(Context* context, int32_t event, int32_t stream) {
  if (const int32_t status = enter("record")) return status;
  context->events[size_t(event)] = {size_t(stream), context->queued[size_t(stream)].size()};
  return ok;
}

int32_t wait(Context* context, int32_t stream, int32_t event) {
  if (const int32_t status = enter("wait")) return status;
  const Mark mark = context->events[size_t(event)];
  context->start(stream, [=] { context->run_to(mark); });
  return ok;
}

int32_t finish_event(Context* context, int32_t event) {
  if (const int32_t status = enter("finish_event")) return status;
  context->run_to(context->events[size_t(event)]);
  return ok;
}

int32_t finish(Context* context) {
  const int32_t status = enter("finish");
  for (size_t stream = stream_count; stream-- > 0;) {
    context->run_to({stream, context->queued[stream].size()});
    context->queued[stream].clear();
    context->done[stream] = 0;
  }
  context->events = {};
  return status;
}

}  // namespace

}  // namespace heed::device

extern "C" heed::fake::Control* heed_fake_control() { return &heed::device::control; }

extern "C" const heed::device::Table* heed_device_table() {
  using namespace heed::device;
  static Table table = {interface_version,
                        open,
                        close,
                        problem,
                        allocate,
                        release,
                        allocate_pinned,
                        release_pinned,
                        upload,
                        multiply,
                        download,
                        record,
                        wait,
                        finish_event,
                        finish};
  table.version = control.interface_version;
  return &table;
}
