// main() of a fuzz target where there is no libFuzzer: runs it over the files of the given folders,
// and over each of them cut short and changed in a few ways.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

int64_t runs = 0;

// From memory that is just as long, so that a sanitizer sees a byte read behind it.
void run(const std::string& bytes) {
  const std::unique_ptr<uint8_t[]> copy(new uint8_t[bytes.size()]);
  std::copy(bytes.begin(), bytes.end(), copy.get());
  LLVMFuzzerTestOneInput(copy.get(), bytes.size());
  ++runs;
}

void run_all(const std::string& bytes) {
  run(bytes);
  for (size_t i = 0; i < bytes.size() && i < 2000; ++i) {
    run(bytes.substr(0, i));
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string changed = bytes;
      changed[i] = char(changed[i] ^ flip);
      run(changed);
    }
  }
}

}  // namespace

int main(int count, char** folders) {
  for (int i = 1; i < count; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(folders[i])) {
      std::ifstream file(entry.path(), std::ios::binary);
      std::ostringstream bytes;
      bytes << file.rdbuf();
      run_all(bytes.str());
    }
  }
  std::printf("%lld inputs\n", static_cast<long long>(runs));
  return runs == 0;  // a corpus that is not there is no success
}
