// safetensors: what is written is read back, and nothing but the format is accepted.

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

#include "engine/io/file.hpp"
#include "engine/io/safetensors.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

std::string temporary(const char* name) {
  return "/tmp/heed_" + std::to_string(getpid()) + "_" + name + ".safetensors";
}

// A file of a header as given, padded by nothing, and `payload` bytes of data.
std::string file_of(const std::string& header, size_t payload) {
  const uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + std::string(payload, '\0');
}

std::string refusal(const std::string& bytes) {
  const std::string path = temporary("bad");
  write_file(path, bytes);
  std::string text = "accepted";
  try {
    load_safetensors(path);
  } catch (const FileError& error) {
    text = error.what();
    CHECK(text.find(path) != std::string::npos);
  }
  std::remove(path.c_str());
  return text;
}

}  // namespace

TEST_CASE("tensors written as safetensors are read back, bit by bit") {
  const std::string path = temporary("good");
  const std::vector<std::pair<std::string, Tensor>> tensors = {
      {"a.weight", Tensor({2, 3}, {1, 2, 3, -4, real(0.1), 6})},
      {"none", zeros({0, 3})},
      {"one", Tensor(7.0)}};
  save_safetensors(path, tensors, {{"lesson", "a \"quoted\" text"}});
  const SafeTensors read = load_safetensors(path);
  REQUIRE(read.tensors.size() == 3);
  CHECK(read.metadata.at("lesson") == "a \"quoted\" text");
  for (size_t i = 0; i < 3; ++i) {
    const auto& [name, tensor] = tensors[i];
    CHECK(read.tensors[i].first == name);
    REQUIRE(read.tensors[i].second.shape() == tensor.shape());
    CHECK(std::equal(tensor.data(), tensor.data() + tensor.numel(), read.tensors[i].second.data()));
  }
  std::remove(path.c_str());
}

TEST_CASE("a name given twice is not written") {
  const Tensor x(1.0);
  const std::vector<std::pair<std::string, Tensor>> twice = {{"x", x}, {"x", x}};
  CHECK_THROWS_AS(save_safetensors(temporary("twice"), twice), ValueError);
}

TEST_CASE("a file that is not what its header says is refused with the reason") {
  const auto header = [](const char* shape, const char* offsets, const char* type = "F32") {
    return std::string(R"({"a":{"dtype":")") + type + R"(","shape":)" + shape +
           R"(,"data_offsets":)" + offsets + "}}";
  };
  const auto says = [](const std::string& bytes, const char* part) {
    const std::string text = refusal(bytes);
    INFO(text << "\nshould contain: " << part);
    CHECK(text.find(part) != std::string::npos);
  };
  CHECK(refusal(file_of(header("[2]", "[0,8]"), 8)) == "accepted");
  CHECK(refusal(file_of("  " + header("[2]", "[0,8]") + "  ", 8)) == "accepted");
  says("", "shorter than 8 bytes");
  says("1234567", "shorter than 8 bytes");
  says(std::string(8, '\xff'), "does not fit");
  says(file_of("", 0), "no JSON");
  says(file_of("[]", 0), "no JSON object");
  says(file_of("{}{}", 0), "no JSON");
  says(file_of("{}", 4), "cover 0 of 4 bytes");
  says(file_of(header("[2]", "[0,8]"), 7), "cover 8 of 7 bytes");
  says(file_of(header("[2]", "[0,8]"), 9), "cover 8 of 9 bytes");
  says(file_of(header("[2]", "[4,12]"), 12), "hole");
  says(file_of(header("[2]", "[8,0]"), 8), "differ in size");
  says(file_of(header("[3]", "[0,8]"), 8), "differ in size");
  says(file_of(header("[-1]", "[0,8]"), 8), "no whole number");
  says(file_of(header("[2.0]", "[0,8]"), 8), "no whole number");
  says(file_of(header("[\"2\"]", "[0,8]"), 8), "no whole number");
  says(file_of(header("[4611686018427387904,2]", "[0,0]"), 0), "more numbers than any file");
  says(file_of(header("[18446744073709551615]", "[0,8]"), 8), "more numbers than any file");
  says(file_of(header("[1,1,1,1,1,1,1,1,2]", "[0,8]"), 8), "at most 8 lengths");
  says(file_of(header("[2]", "[0]"), 8), "two data_offsets");
  says(file_of(header("[2]", "[0,8]", "f32"), 8), "read are F32 and F64");
  says(file_of(header("[4]", "[0,8]", "F16"), 8), "read are F32 and F64");
  says(file_of(R"({"a":["F32",[1],[0,4]]})", 4), "needs dtype, shape and data_offsets");
  says(file_of(R"({"__metadata__":{"a":1}})", 0), "no text");
  const std::string one = R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
  says(file_of("{\"a\":" + one + ",\"a\":" + one + "}", 4), "there twice");
  says(file_of("{\"a\":" + one + ",\"\\u0061\":" + one + "}", 4), "there twice");
  says(file_of("{\"a\":" + one + ",\"b\":" + one + "}", 4), "overlaps");
  says(file_of("{\"a\":" + std::string(100000, '['), 0), "nested too deep");
}

TEST_CASE("a safetensors file cut anywhere is refused") {
  const std::string path = temporary("cut");
  const std::vector<std::pair<std::string, Tensor>> tensors = {{"x", ones({3})},
                                                               {"y", ones({2, 2})}};
  save_safetensors(path, tensors);
  std::string bytes;
  {
    InputFile file(path);
    bytes.resize(size_t(file.size()));
    REQUIRE(file.read(bytes.data(), bytes.size()) == bytes.size());
  }
  std::remove(path.c_str());
  for (size_t cut = 0; cut < bytes.size(); ++cut)
    CHECK(refusal(bytes.substr(0, cut)) != "accepted");
}
