// How much memory reading a file takes: measured in a process of its own. Not under a sanitizer,
// whose own memory would be measured too.
#ifndef HEED_ADDRESS_SANITIZER

#include "engine/io/file.hpp"
#include "engine/io/jpeg.hpp"
#include "engine/io/npz.hpp"
#include "engine/io/picture.hpp"
#include "engine/io/png.hpp"
#include "engine/io/safetensors.hpp"
#include "engine/io/weights.hpp"
#include "tests/engine/io/jpeg_bytes.hpp"
#include "tests/engine/io/memory_peak.hpp"
#include "tests/engine/io/npy_file.hpp"
#include "tests/engine/io/pickle_bytes.hpp"
#include "tests/engine/io/safetensors_file.hpp"
#include "tests/engine/io/zip_bytes.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

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
  const std::string type = sizeof(real) == 4 ? "FloatStorage" : "DoubleStorage";
  const std::string pickle = pickled::state(
      pickled::tensor({.size = pickled::tuple({x.numel()}),
                       .storage = pickled::storage({.type = pickled::named("torch", type),
                                                    .count = pickled::whole(x.numel())})}));
  const std::string numbers(size_t(x.numel()) * sizeof(real), '\0');
  std::vector<Member> members = pickled::members(pickle);
  members[2].bytes = numbers;
  write_file(path, archive_of(members).bytes);
  check("a PyTorch archive", [&] { load_weights(path); });
  write_file(path,
             pickled::Stream{.pickle = pickle, .numbers = little(uint64_t(x.numel()), 8) + numbers}
                 .bytes());
  check("a PyTorch stream", [&] { load_weights(path); });
}

TEST_CASE("a pickle of many small things takes at most twice its size and 32 MiB") {
  const TemporaryFolder folder;
  const auto check = [&](const std::string& commands) {
    write_file(folder / "x", pickled::Stream{.pickle = pickled::pickle(commands)}.bytes());
    const int64_t size = int64_t(std::filesystem::file_size(folder / "x"));
    const int64_t peak = peak_of([&] { load_weights(folder / "x"); });
    INFO(peak << " bytes for a file of " << size);
    CHECK(peak <= 2 * size + 32 * kMiB);
  };
  check(repeated("]", 1'000'000));
  check(repeated("K\1\x85", 1'000'000));
  check(repeated("N", 1'000'000));
  check(repeated("(", 1'000'000));
  std::string kept = "N";
  for (uint64_t i = 0; i < 1'000'000; ++i) kept += "r" + little(i * 4099, 4);
  check(kept);
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
  const auto weights = [](const std::string& path) { return load_weights(path); };
  const std::string vast = pickled::storage({.count = pickled::whole(1 << 30)});
  const std::string claim =
      pickled::state(pickled::tensor({.size = pickled::tuple({1 << 30}), .storage = vast}));
  check(pickled::zip(claim), weights);
  check(pickled::Stream{.pickle = claim}.bytes(), weights);
  check(pickled::Stream{.pickle = pickled::pickle("X\xff\xff\xff\x7f")}.bytes(), weights);
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
