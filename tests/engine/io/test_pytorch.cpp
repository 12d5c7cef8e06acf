// PyTorch's checkpoints: what torch.save wrote is read, in an archive and in a stream, and archives
// and streams that were spoiled are refused.

#include <cmath>

#include "tests/engine/io/pickle_bytes.hpp"

using namespace heed;
using namespace pickled;

namespace {

const std::string kFiles = "tests/golden/files/";  // tests/golden/checkpoints.py made them

Tensor find(const NamedTensors& all, const std::string& name) {
  for (const auto& [other, x] : all)
    if (other == name) return x;
  FAIL("no " << name);
  return {};
}

bool equal(const Tensor& x, const Shape& shape, const std::vector<double>& numbers) {
  if (x.shape() != shape) return false;
  for (size_t i = 0; i < numbers.size(); ++i)
    if (x.data()[i] != real(numbers[i])) return false;
  return size_t(x.numel()) == numbers.size();
}

}  // namespace

TEST_CASE("pytorch: every format and every way to lie in a storage is read") {
  for (const char* name : {"odd.pth", "odd_legacy.pth"}) {
    INFO(name);
    const PyTorchFile file(kFiles + name);
    CHECK(file.is_zip() == (std::string(name) == "odd.pth"));
    REQUIRE(file.parts() == std::vector<std::string>{"model"});
    const NamedTensors all = file.tensors("model");
    CHECK(all.size() == file.entries().size());
    CHECK(file.entries()[0].name == "float16");
    for (const char* floats : {"float16", "bfloat16", "float32", "float64"}) {
      const Tensor x = find(all, floats);
      REQUIRE(x.shape() == Shape{2, 4});
      CHECK(std::signbit(x.data()[1]));
      CHECK(x.data()[3] == real(-2.25));
      CHECK(std::isinf(x.data()[5]));
      CHECK(std::isnan(x.data()[6]));
      CHECK(x.data()[7] == real(std::pow(2, -24)));
    }
    CHECK(equal(find(all, "uint8"), {2, 2}, {0, 1, 0, 100}));
    CHECK(equal(find(all, "int8"), {2, 2}, {0, 1, -128, 100}));
    CHECK(equal(find(all, "int16"), {2, 2}, {0, 1, -32768, 100}));
    CHECK(equal(find(all, "int32"), {2, 2}, {0, 1, -2147483648.0, 100}));
    CHECK(equal(find(all, "int64"), {2, 2}, {0, 1, -std::pow(2, 62), 100}));
    CHECK(equal(find(all, "bool"), {2}, {1, 0}));
    CHECK(equal(find(all, "scalar"), {}, {7}));
    CHECK(equal(find(all, "count"), {}, {12345}));
    CHECK(equal(find(all, "empty"), {0, 3}, {}));
    CHECK(equal(find(all, "transposed"), {3, 2}, {0, 3, 1, 4, 2, 5}));
    CHECK(equal(find(all, "tied"), {3, 2}, {0, 3, 1, 4, 2, 5}));
    CHECK(equal(find(all, "slice"), {2, 2}, {7, 8, 12, 13}));
    CHECK(equal(find(all, "column"), {4}, {4, 9, 14, 19}));
    CHECK(equal(find(all, "expanded"), {4, 3}, {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2}));
    CHECK(equal(find(all, "parameter"), {3}, {0, 1, 2}));
    const Tensor last = find(all, "channels last");
    REQUIRE(last.shape() == Shape{2, 3, 2, 2});
    for (int i = 0; i < 24; ++i) CHECK(last.data()[i] == real(i));
  }
}

TEST_CASE("pytorch: an archive that is not as PyTorch writes it is refused") {
  const auto check = [](const std::vector<Member>& files, const char* expected) {
    check_refusal(verdict(archive_of(files).bytes), expected);
  };
  const auto with = [](size_t i, const std::string& bytes) {
    std::vector<Member> files = members();
    files[i].bytes = bytes;
    return files;
  };
  const auto without = [](ptrdiff_t i) {
    std::vector<Member> files = members();
    files.erase(files.begin() + i);
    return files;
  };
  CHECK(verdict(archive_of(members()).bytes) == "accepted");
  CHECK(verdict(archive_of(without(1)).bytes) == "accepted");  // older ones have no byteorder
  CHECK(verdict(archive_of(with(1, "big")).bytes) == "accepted");
  check(without(0), "no data.pkl");
  check(without(2), "storage 0: the archive does not have it");
  check(without(3), "no version");
  check(with(1, "middle"), "byteorder: neither little nor big");
  check(with(2, std::string(12, '\0')), "storage 0: 12 bytes, where 16 are meant");
  check(with(2, std::string(20, '\0')), "storage 0: 20 bytes, where 16 are meant");
  for (const char* version : {"", "0", "11", "x", "-1", "3.0", "99999999999999999999"})
    check(with(3, version), "the version: ");
  check(with(3, std::string(1000, '3')), "version: more than 100 bytes");
  check(with(0, state() + "x"), "data.pkl: bytes behind its end");
  check({}, "the archive: it is empty");
  check({{"data.pkl", state()}}, "no data.pkl");  // a name without a folder
  std::vector<Member> program = members();
  program.push_back({"a/constants.pkl", "x"});
  check(program, "it is a TorchScript program");
  std::vector<Member> twice = members();
  twice.push_back({"a/data/0", kNumbers});
  check(twice, "two entries have this name");
  const Archive zip = archive_of(members());
  check_refusal(verdict(zip.with(zip.records[2] + 16, "\1\2\3\4")), "another size or checksum");
  std::vector<Member> bomb =
      members(state(tensor({.storage = storage({.count = whole(1 << 24)})})));
  bomb[2] = {"a/data/0", std::string(64 << 20, '\0'), true};
  check_refusal(verdict(archive_of(bomb).bytes), "more than 100 times its size");
}

TEST_CASE("pytorch: numbers are read in the order of bytes that the archive names") {
  std::vector<Member> files = members();
  files[1].bytes = "big";
  files[2].bytes = std::string("\x3f\x80\0\0\x40\0\0\0\x40\x40\0\0\x40\x80\0\0", 16);
  const std::string bytes = archive_of(files).bytes;
  CHECK(equal(find(PyTorchFile(in_memory(bytes)).tensors(), "w"), {4}, {1, 2, 3, 4}));
}

TEST_CASE("pytorch: a stream that is not as PyTorch wrote it is refused") {
  const auto check = [](const Stream& stream, const char* expected) {
    check_refusal(verdict(stream.bytes()), expected);
  };
  const auto keys = [](const std::string& items) { return pickled::pickle("](" + items + "e"); };
  CHECK(verdict(Stream{}.bytes()) == "accepted");
  check({.version = "\x80\x02M\xe8\x03."}, "the version: it is not 1001");
  check({.machine = pickled::pickle("}")}, "it does not say that numbers are little-endian");
  check({.machine = pickled::pickle("}" + text("little_endian") + "\x89s")}, "little-endian");
  check({.machine = pickled::pickle("]")}, "little-endian");
  check({.keys = pickled::pickle("}")}, "the list of keys: it is no list");
  check({.keys = keys("")}, "the key of a storage is missing");
  check({.keys = keys(text("0") + text("0"))}, "a key that no tensor uses, or one twice");
  check({.keys = keys(text("1"))}, "a key that no tensor uses");
  check({.keys = keys("K\1")}, "a key that no tensor uses");
  check({.numbers = little(5, 8) + kNumbers}, "storage 0: 5 numbers, where 4 are meant");
  check({.numbers = little(UINT64_MAX, 8) + kNumbers}, "numbers, where 4 are meant");
  check({.numbers = little(4, 8) + kNumbers + "x"}, "bytes behind their end");
  check({.numbers = little(4, 8) + kNumbers.substr(1)}, "its numbers are not all in the file");
  check({.numbers = ""}, "its numbers are not all in the file");
  const std::string whole = Stream{}.bytes();
  for (size_t length = 0; length < whole.size(); ++length)
    CHECK(verdict(whole.substr(0, length)).starts_with("x.file: "));
}
