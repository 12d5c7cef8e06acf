// How much memory reading a file takes: measured in a process of its own. Not under a sanitizer,
// whose own memory would be measured too.
#ifndef __SANITIZE_ADDRESS__

#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>

#include "engine/io/file.hpp"
#include "engine/io/jpeg.hpp"
#include "engine/io/npz.hpp"
#include "engine/io/picture.hpp"
#include "engine/io/png.hpp"
#include "engine/io/safetensors.hpp"
#include "tests/engine/io/jpeg_bytes.hpp"
#include "tests/engine/io/npy_file.hpp"
#include "tests/engine/io/safetensors_file.hpp"
#include "tests/engine/io/zip_bytes.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

constexpr int64_t kMiB = 1 << 20;

// A line of /proc/self/status, in bytes.
int64_t status(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name + ":")) return std::stoll(line.substr(name.size() + 1)) * 1024;
  return 0;
}

// What measure() finds in a process of its own; -1 if it could not say.
int64_t in_a_child(const std::function<int64_t()>& measure) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    malloc_trim(0);
    const int64_t found = measure();
    _exit(write(ends[1], &found, sizeof found) != sizeof found);
  }
  int64_t found = -1;
  close(ends[1]);
  if (read(ends[0], &found, sizeof found) != sizeof found) found = -1;
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return found;
}

// The most memory that `work` held at once, in bytes. A FileError ends it as well.
int64_t peak_of(const std::function<void()>& work) {
  return in_a_child([&]() -> int64_t {
    std::ofstream("/proc/self/clear_refs") << 5;  // forget the peak so far
    const int64_t before = status("VmRSS");
    if (status("VmHWM") - before > kMiB) return -1;
    refusal(work);
    return status("VmHWM") - before;
  });
}

// Whether `work` ends with a FileError where there is a megabyte to be had, and no more.
bool refused_in_a_megabyte(const std::function<void()>& work) {
  return in_a_child([&]() -> int64_t {
           const rlim_t most = rlim_t(status("VmSize") + kMiB);
           const rlimit limit{most, most};
           setrlimit(RLIMIT_AS, &limit);
           try {
             return refusal(work) != "accepted";
           } catch (const std::bad_alloc&) {
             return 0;
           } catch (const MemoryError&) {
             return 0;
           }
         }) == 1;
}

}  // namespace

TEST_CASE("reading a file takes at most twice its size and 16 MiB") {
  const TemporaryFolder folder;
  const std::string path = folder / "x";
  const auto check = [&](const std::string& name, const std::function<void()>& read) {
    INFO(name);
    const int64_t size = int64_t(std::filesystem::file_size(path));
    const int64_t peak = peak_of(read);
    INFO(peak << " bytes for a file of " << size);
    CHECK(peak <= 2 * size + 16 * kMiB);
  };
  const Tensor x = ones({32 * kMiB / int64_t(sizeof(real))});
  using Tensors = std::vector<std::pair<std::string, Tensor>>;
  save_safetensors(path, Tensors{{"x", x}});
  check("safetensors", [&] { load_safetensors(path); });
  save_npy(path, x);
  check("npy", [&] { load_npy(path); });
  save_npz(path, Tensors{{"x", x}});
  check("npz", [&] { load_npz(path); });
}

TEST_CASE("reading a picture takes its tensor, 10 bytes a pixel and 16 MiB") {
  if (!png_available()) return;
  constexpr int64_t kSide = 1500;
  const TemporaryFolder folder;
  const std::string path = folder / "x.png";
  write_file(path, Png{kSide, kSide, 16, kRgba, std::vector<int>(4 * kSide * kSide)}.bytes());
  const int64_t peak = peak_of([&] { read_picture(path); });
  INFO(peak << " bytes");
  CHECK(peak > 0);
  CHECK(peak <= kSide * kSide * (3 * int64_t(sizeof(real)) + 10) + 16 * kMiB);
}

TEST_CASE("a file that lies about its size is refused before it takes a megabyte") {
  const TemporaryFolder folder;
  const auto check = [&](const std::string& bytes, const auto& load) {
    write_file(folder / "x", bytes);
    CHECK(refused_in_a_megabyte([&] { load(folder / "x"); }));
  };
  CHECK_FALSE(refused_in_a_megabyte([] { zeros({kMiB}); }));               // the limit holds
  check(std::string("\xff\xe0\xf5\5\0\0\0\0{}  ", 12), load_safetensors);  // a header of 100 MB
  check(std::string(8, '\xff') + "{}  ", load_safetensors);
  check(safetensors_of(header_of("[1000000000]", "[0,4000000000]"), 4), load_safetensors);
  check(npy_of(dictionary("'<f4'", "(1000000000, 1000000000)"), 8), load_npy);
  const std::string large = npy_of(dictionary("'<f4'", "(1000000000,)"), 8);
  check(archive_of({{"a.npy", large, true}}).bytes, load_npz);
  const Archive zip = archive_of({{"a.npy", "x", true}});  // and says that it unpacks to 15 MB
  const std::string size = little(15'000'000, 4);
  check(Archive{zip.with(22, size), {}, {}, 0, 0}.with(zip.records[0] + 24, size), load_npz);
}

TEST_CASE("a picture that lies about its size is refused before it takes a megabyte") {
  const TemporaryFolder folder;
  const auto check = [&](const std::string& bytes) {
    write_file(folder / "x", bytes);
    CHECK(refused_in_a_megabyte([&] { read_picture(folder / "x"); }));
  };
  for (const int64_t side : {7000, 65535}) {
    const std::string png = kPngSignature + Png{side, side, 8, kRgb, {}}.header() + kPngEnd;
    if (png_available()) check(png);
    if (jpeg_available()) check(kJpegStart + jpeg_tables() + jpeg_frame(side, side, 3) + kJpegEnd);
  }
}

TEST_CASE("100,000 tensors on one range take no memory for their numbers") {
  std::string header = "{";
  for (int i = 0; i < 100'000; ++i)
    header += (i ? ",\"" : "\"") + std::to_string(i) + "\":" + tensor_json("[40000]", "[0,160000]");
  const std::string bytes = safetensors_of(header + "}", 160'000);
  const TemporaryFolder folder;
  write_file(folder / "x", bytes);
  check_refusal(refusal([&] { SafeTensorsFile file(in_memory(bytes)); }),
                "its data begin at 0, inside another's");
  const int64_t peak = peak_of([&] { load_safetensors(folder / "x"); });
  INFO(peak << " bytes for a file of " << bytes.size());
  CHECK(peak <= 2 * int64_t(bytes.size()) + 16 * kMiB);
}

#endif
