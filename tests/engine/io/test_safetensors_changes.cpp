// safetensors: a file that was cut or changed is noticed.

#include <cstring>
#include <random>

#include "engine/io/safetensors.hpp"
#include "tests/engine/io/refusal.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

using Tensors = std::vector<std::pair<std::string, Tensor>>;
using AllIndices = std::vector<std::pair<std::string, Indices>>;

// A file of ours, with all that one can hold.
std::string example() {
  const TemporaryFolder folder;
  save_safetensors(
      folder / "x",
      Tensors{{"weight", Tensor({2, 3}, {1, 2, 3, -4, real(0.1), 6})}, {"one", Tensor(7.0)}},
      {{"lesson", "a \"quoted\" text"}},
      AllIndices{{"labels", Indices(std::vector<int64_t>{-1, int64_t(1) << 53, 5})}});
  return read_whole(folder / "x");
}

void read_all(const std::string& bytes) {
  const SafeTensorsFile file(in_memory(bytes));
  for (const auto& [name, array] : file.entries()) file.tensor(name);
}

}  // namespace

TEST_CASE("a safetensors file cut anywhere is refused") {
  const std::string bytes = example();
  for (size_t cut = 0; cut < bytes.size(); ++cut)
    CHECK(refusal([&] { read_all(bytes.substr(0, cut)); }) != "accepted");
}

TEST_CASE("a safetensors file with a changed bit in its header is refused, or holds what it says") {
  const std::string bytes = example();
  size_t header = 0;
  std::memcpy(&header, bytes.data(), 8);
  int accepted = 0;
  for (size_t bit = 0; bit < 8 * (8 + header); ++bit) {
    std::string changed = bytes;
    changed[bit / 8] = char(changed[bit / 8] ^ (1 << bit % 8));
    const auto read = [&] {
      const SafeTensorsFile file(in_memory(changed));
      uint64_t next = file.entries().empty() ? 0 : file.entries()[0].array.offset;
      for (const auto& [name, array] : file.entries()) {
        CHECK(array.offset == next);
        next += uint64_t(array.shape.numel()) * width(array.dtype);
        CHECK(file.tensor(name).shape() == array.shape);
      }
      CHECK(next == changed.size());
    };
    accepted += refusal(read) == "accepted";
  }
  CHECK(accepted > 0);  // another letter in a name, for example
}

TEST_CASE("10,000 files of ours with a changed bit in their numbers are all refused") {
  const std::string bytes = example();
  size_t header = 0;
  std::memcpy(&header, bytes.data(), 8);
  std::mt19937 random(1);
  int refused = 0;
  for (int i = 0; i < 10'000; ++i) {
    std::string changed = bytes;
    const size_t bit = 8 * (8 + header) + random() % (8 * (bytes.size() - 8 - header));
    changed[bit / 8] = char(changed[bit / 8] ^ (1 << bit % 8));
    const std::string text = refusal([&] { SafeTensorsFile file(in_memory(changed)); });
    refused += text.find("the data: not what was saved: their CRC-32 is ") != std::string::npos;
  }
  CHECK(refused == 10'000);
}
