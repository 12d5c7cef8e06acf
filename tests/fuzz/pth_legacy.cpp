// Any bytes at all: a PyTorch checkpoint as a stream of pickles, or a FileError.

#include "tests/fuzz/pth.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  read_pth(data, size);
  return 0;
}
