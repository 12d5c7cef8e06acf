// safetensors: what is written is read back; what was changed since is noticed.

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "engine/io/file.hpp"
#include "engine/io/safetensors.hpp"
#include "tests/engine/io/refusal.hpp"
#include "tests/engine/io/safetensors_file.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

const std::string kFiles = "tests/golden/files/";  // tests/golden/files.py made them

using Tensors = std::vector<std::pair<std::string, Tensor>>;
using AllIndices = std::vector<std::pair<std::string, Indices>>;

template <class T>
bool same_bytes(const T* a, const T* b, int64_t count) {
  return count == 0 || std::memcmp(a, b, size_t(count) * sizeof(T)) == 0;
}

bool same(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && same_bytes(a.data(), b.data(), a.numel());
}
bool same(const Indices& a, const Indices& b) {
  return a.shape() == b.shape() && same_bytes(a.data(), b.data(), a.numel());
}

}  // namespace

TEST_CASE("tensors written as safetensors are read back, bit by bit") {
  const TemporaryFolder folder;
  const real inf = std::numeric_limits<real>::infinity();
  const Tensors tensors = {
      {"a.weight", Tensor({2, 3}, {1, real(-0.0), 3, -inf, real(0.1), std::nan("")})},
      {"none", zeros({0, 3})},
      {"one", Tensor(7.0)},
      {"", ones({1, 1, 1, 1, 1, 1, 1, 2})},
      {"\x1b \"\\ \xf0\x9f\x98\x80 \x7f", full({3}, std::numeric_limits<real>::denorm_min())}};
  const Metadata metadata = {{"lesson", "a \"quoted\" text"}, {"", "\n"}};
  save_safetensors(folder / "x", tensors, metadata);
  const SafeTensors read = load_safetensors(folder / "x");
  CHECK(read.metadata == metadata);
  CHECK(read.tensors.size() == tensors.size());
  const SafeTensorsFile file(folder / "x");
  for (const auto& [name, tensor] : tensors) CHECK(same(file.tensor(name), tensor));
}

TEST_CASE("whole numbers written as safetensors are read back whole") {
  const TemporaryFolder folder;
  const Indices all(Shape{2, 2}, {INT64_MIN, -1, INT64_MAX, (int64_t(1) << 53) + 1});
  save_safetensors(folder / "x", Tensors{{"w", ones({3})}}, {},
                   AllIndices{{"i", all}, {"none", Indices()}});
  const SafeTensorsFile file(folder / "x");
  CHECK(same(file.indices("i"), all));
  CHECK(file.indices("none").numel() == 0);
  CHECK(file.entries()[0].name == "i");  // the wider numbers come first
  CHECK(file.entries()[0].array.dtype == Dtype::i64);
  CHECK_THROWS_AS(file.tensor("i"), FileError);  // no float and no double is 2^63 - 1
  CHECK_THROWS_AS(file.indices("w"), FileError);
}

TEST_CASE("a count among the weights is loaded with them") {  // as PyTorch's num_batches_tracked
  const std::string header = header_of("[]", "[0,8]", "\"I64\"");
  const TemporaryFolder folder;
  write_file(folder / "x", safetensors_of(header) + std::string("\0\0\0\1\0\0\0\0", 8));
  CHECK(load_safetensors(folder / "x").tensors[0].second.item() == real(1 << 24));
}

TEST_CASE("random sets of tensors are read back, and written again they are the same file") {
  const TemporaryFolder folder;
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    Tensors tensors;
    AllIndices indices;
    const auto shape = [&] {
      Shape any;
      for (auto rank = random() % 4; rank > 0; --rank) any.push_back(int64_t(random() % 5));
      return any;
    };
    for (auto n = random() % 6; n > 0; --n) {
      Tensor x = empty(shape());
      for (int64_t i = 0; i < x.numel(); ++i) x.mutable_data()[i] = real(random()) - real(1u << 31);
      tensors.emplace_back("t" + std::to_string(random()) + "." + std::to_string(n), x);
      Indices k(shape());
      for (int64_t i = 0; i < k.numel(); ++i)
        k.mutable_data()[i] = int64_t(random()) << (random() % 32);
      indices.emplace_back("i" + std::to_string(random()) + "." + std::to_string(n), k);
    }
    save_safetensors(folder / "x", tensors, {{"round", std::to_string(round)}}, indices);
    const SafeTensorsFile file(folder / "x");
    Tensors read;
    AllIndices read_indices;
    for (const auto& [name, x] : tensors) read.emplace_back(name, file.tensor(name));
    for (const auto& [name, k] : indices) read_indices.emplace_back(name, file.indices(name));
    for (size_t i = 0; i < read.size(); ++i) CHECK(same(read[i].second, tensors[i].second));
    for (size_t i = 0; i < read.size(); ++i) CHECK(same(read_indices[i].second, indices[i].second));
    save_safetensors(folder / "y", read, file.metadata(), read_indices);
    CHECK(read_whole(folder / "x") == read_whole(folder / "y"));
  }
}

TEST_CASE("what we write as safetensors is what the format's own library writes, to the byte") {
  const TemporaryFolder folder;
  save_safetensors(
      folder / "x",
      Tensors{{"with \"quotes\"\n", zeros({2, 0})},
              {"gr\xc3\xb6\xc3\x9f"
               "e",
               Tensor(1.0)},
              {"a/weight", Tensor({2, 3}, {1, 2, 3, -4, real(0.1), 6})}},
      {}, AllIndices{{"labels", Indices(Shape{2, 2}, {-1, (int64_t(1) << 53) + 1, 0, 5})}});
  const std::string theirs = sizeof(real) == 4 ? "ours_f32" : "ours_f64";
  CHECK(read_whole(folder / "x") == read_whole(kFiles + theirs + ".safetensors"));
}

TEST_CASE("every dtype that PyTorch saves as safetensors is read") {
  const SafeTensorsFile file(kFiles + "dtypes.safetensors");
  CHECK(file.metadata() == Metadata{{"format", "pt"}});
  CHECK(file.entries().size() == 13);
  for (const char* dtype : {"float16", "bfloat16", "float32", "float64"}) {
    const Tensor x = file.tensor(std::string("torch.") + dtype);
    CHECK(x.shape() == Shape{2, 4});
    CHECK(x.at({0, 3}) == real(-2.25));
    CHECK(std::isinf(x.at({1, 0})));
    CHECK(std::isnan(x.at({1, 2})));
    CHECK(x.at({1, 3}) == real(std::ldexp(1, -24)));
  }
  const std::pair<const char*, std::array<int64_t, 2>> ends[] = {
      {"bool", {1, 1}},
      {"int8", {-128, 127}},
      {"uint8", {0, 255}},
      {"int16", {-32768, 32767}},
      {"uint16", {0, 65535}},
      {"int32", {INT32_MIN, INT32_MAX}},
      {"uint32", {0, UINT32_MAX}},
      {"int64", {INT64_MIN, int64_t(1) << 62}},
      {"uint64", {0, int64_t(1) << 62}}};
  for (const auto& [dtype, range] : ends) {
    INFO(dtype);
    const Indices k = file.indices(std::string("torch.") + dtype);
    CHECK((k[0] == 0 && k[1] == 1 && k[2] == range[0] && k[3] == range[1]));
  }
}

TEST_CASE("what cannot be written as safetensors is an error, and no file appears") {
  const TemporaryFolder folder;
  const Tensor x(1.0);
  const auto says = [&](const Tensors& tensors, const Metadata& metadata, const char* part,
                        const AllIndices& indices = {}) {
    const std::string text =
        refusal<ValueError>([&] { save_safetensors(folder / "x", tensors, metadata, indices); });
    INFO("says: " << text << "\nshould say: " << part);
    CHECK(text.find("[save_safetensors]") != std::string::npos);
    CHECK(text.find(part) != std::string::npos);
    CHECK(std::filesystem::is_empty(folder.path()));
  };
  says({{"x", x}, {"x", x}}, {}, "the name \"x\" is there twice");
  says({{"x", x}}, {}, "the name \"x\" is there twice", {{"x", Indices()}});
  says({{"__metadata__", x}}, {}, "cannot be called __metadata__");
  says({{"a\xff", x}}, {}, "is not UTF-8");
  says({{"x", Tensor()}}, {}, "the tensor \"x\" refers to nothing");
  says({{"x", x}}, {{"k", "\xed\xa0\x80"}}, "the metadata \"k\" are not UTF-8");
  says({{"x", x}}, {{"\xc0\xaf", ""}}, "are not UTF-8");
  says({{"x", x}}, {{"k", std::string(100'000'000, 'x')}}, "more than 100 MB");
  says(Tensors(100'001, {"x", x}), {}, "there twice");
}

TEST_CASE("a tensor that a file does not hold is an error that says so") {
  const TemporaryFolder folder;
  save_safetensors(folder / "x.file", Tensors{{"weight", ones({3})}});
  const SafeTensorsFile file(folder / "x.file");
  CHECK(file.contains("weight"));
  CHECK_FALSE(file.contains("bias"));
  CHECK_FALSE(file.contains("zzz"));
  CHECK(refusal<ValueError>([&] { file.tensor("bias"); }).find("x.file has no \"bias\"") !=
        std::string::npos);
  CHECK_THROWS_AS(file.indices("bias"), ValueError);
}

TEST_CASE("a file that is no safetensors file at all is refused by its name and place") {
  const TemporaryFolder folder;
  write_file(folder / "x\n.bin", "PK\3\4 and so on, and on");
  CHECK(refusal([&] {
          load_safetensors(folder / "x\n.bin");
        }).find("x?.bin: the header's length") != std::string::npos);
  CHECK_THROWS_WITH(load_safetensors(folder / "no"),
                    folder / "no" + ": cannot be opened: No such file or directory");
  CHECK_THROWS_WITH(load_safetensors(folder.path()), folder.path() + ": is a folder, not a file");
}
