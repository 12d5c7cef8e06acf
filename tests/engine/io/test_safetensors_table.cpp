// safetensors, case by case: where the tensors are, their shapes and their fields. Each case stands
// beside what the format's own library says; where ours is stricter, the row says why.

#include "tests/engine/io/safetensors_table.hpp"

using namespace heed;

namespace {

const std::string one = tensor_json("[1]", "[0,4]");

std::string two(const std::string& a, const std::string& b, size_t payload) {
  return safetensors_of("{\"a\":" + a + ",\"b\":" + b + "}", payload);
}

void layout(std::vector<Case>& all) {
  const std::string second = tensor_json("[1]", "[4,8]"), empty = tensor_json("[0]", "[0,0]");
  const auto add = [&](auto... fields) { all.push_back({fields...}); };
  add("one tensor", safetensors_of(header_of("[2]", "[0,8]"), 8), "OK", "", "");
  add("two tensors", two(one, second, 8), "OK", "", "");
  add("in another order than their data", two(second, one, 8), "OK", "", "");
  add("no tensor", safetensors_of("{}"), "OK", "", "");
  add("a number without axes", safetensors_of(header_of("[]", "[0,4]"), 4), "OK", "", "");
  add("overlap", two(one, one, 4), "InvalidOffset", "tensor \"b\": its data begin at 0, inside",
      "");
  add("partial overlap", two(tensor_json("[2]", "[0,8]"), tensor_json("[2]", "[4,12]"), 12),
      "InvalidOffset", "tensor \"b\": its data begin at 4, inside", "");
  add("hole at the start", safetensors_of(header_of("[1]", "[4,8]"), 8), "InvalidOffset",
      "tensor \"a\": its data begin at 4, behind a hole", "");
  add("hole between", two(one, tensor_json("[1]", "[8,12]"), 12), "InvalidOffset",
      "tensor \"b\": its data begin at 8, behind a hole", "");
  add("trailing bytes", safetensors_of(header_of("[2]", "[0,8]"), 9), "MetadataIncompleteBuffer",
      "cover 8 of 9 bytes", "");
  add("a zip archive behind it",
      safetensors_of(header_of("[2]", "[0,8]"), 8) + "PK\5\6" + std::string(18, '\0'),
      "MetadataIncompleteBuffer", "cover 8 of 30 bytes", "");
  add("missing bytes", safetensors_of(header_of("[2]", "[0,8]"), 7), "MetadataIncompleteBuffer",
      "cover 8 of 7 bytes", "");
  add("{} and data", safetensors_of("{}", 4), "MetadataIncompleteBuffer", "cover 0 of 4 bytes", "");
  add("data far beyond the file", safetensors_of(header_of("[1000000000]", "[0,4000000000]"), 8),
      "MetadataIncompleteBuffer", "cover 4000000000 of 8 bytes", "");
  add("reversed offsets", safetensors_of(header_of("[2]", "[8,0]"), 8), "InvalidOffset",
      "tensor \"a\", byte 53: shape (2) of F32 takes 8 bytes, but data_offsets are [8, 0]", "");
  add("fewer bytes than the shape takes", safetensors_of(header_of("[3]", "[0,8]"), 8),
      "TensorInvalidInfo", "shape (3) of F32 takes 12 bytes", "");
  add("more bytes than the shape takes", safetensors_of(header_of("[1]", "[0,8]"), 8),
      "TensorInvalidInfo", "shape (1) of F32 takes 4 bytes", "");
  add("zero-size at a boundary", two(one, tensor_json("[0,3]", "[4,4]"), 4), "OK", "", "");
  add("two zero-size ones at one place", two(empty, empty, 0), "OK", "", "");
  add("zero-size before others", two(one, empty, 4), "OK", "", "");
  add("zero-size inside another", two(tensor_json("[2]", "[0,8]"), tensor_json("[0]", "[4,4]"), 8),
      "InvalidOffset", "tensor \"b\": its data begin at 4, inside", "");
  add("zero-size far outside", two(one, tensor_json("[0]", "[99,99]"), 4), "InvalidOffset",
      "tensor \"b\": its data begin at 99, behind a hole", "");
  add("U8, then F32 at an odd place",
      two(tensor_json("[1]", "[0,1]", "\"U8\""), tensor_json("[1]", "[1,5]"), 5), "OK", "", "");
}

void shapes(std::vector<Case>& all) {
  const auto refused = [&](const std::string& name, const std::string& shape, const char* theirs,
                           const char* ours, const char* why = "") {
    all.push_back(
        {"shape " + name, safetensors_of(header_of(shape, "[0,4]"), 4), theirs, ours, why});
  };
  const char* too_long = "a length of 2^63 or more";
  const char* too_much = "holds more than any file";
  const char* reason = "a length that no memory has is a mistake, also beside a 0";
  refused("[2^63, 2]", "[9223372036854775808,2]", "ValidationOverflow", too_long);
  refused("[2^62, 4], which wraps to 0", "[4611686018427387904,4]", "ValidationOverflow", too_much);
  refused("[2^62, 2^62, 0]", "[4611686018427387904,4611686018427387904,0]", "ValidationOverflow",
          too_much);
  refused("[2^61], whose bytes overflow", "[2305843009213693952]", "ValidationOverflow", too_much);
  all.push_back({"shape [2^64 - 1, 0]",
                 safetensors_of(header_of("[18446744073709551615,0]", "[0,0]")), "OK", too_long,
                 reason});
  all.push_back({"shape [0, 2^62, 2^62]",
                 safetensors_of(header_of("[0,4611686018427387904,4611686018427387904]", "[0,0]")),
                 "OK", too_much, reason});
  refused("[2^64]", "[18446744073709551616]", "JSON error", too_long);
  refused("[-1]", "[-1]", "JSON error", "no whole number");
  refused("[1.0]", "[1.0]", "JSON error", "point or exponent");
  refused("[1.5]", "[1.5]", "JSON error", "point or exponent");
  refused("[1e0]", "[1e0]", "JSON error", "point or exponent");
  refused("[-0]", "[-0]", "JSON error", "no whole number");
  refused("[\"1\"]", "[\"1\"]", "JSON error", "no whole number");
  refused("[01]", "[01]", "JSON error", "begins with 0");
  refused("[0x1]", "[0x1]", "JSON error", "no ] where one must be");
  refused("[NaN]", "[NaN]", "JSON error", "no whole number");
  refused("[null]", "[null]", "JSON error", "no whole number");
  refused("[[1]]", "[[1]]", "JSON error", "no whole number");
  refused("[1,]", "[1,]", "JSON error", "no whole number");
  refused("of a number", "1", "JSON error", "no [ where one must be");
  refused("null", "null", "JSON error", "no [ where one must be");
  refused("of nine ones", "[1,1,1,1,1,1,1,1,1]", "OK", "more than 8 axes",
          "a Shape has at most 8 axes");
  refused("of 100,000 ones", "[1" + repeated(",1", 99'999) + "]", "OK", "more than 8 axes",
          "a Shape has at most 8 axes");
}

void fields(std::vector<Case>& all) {
  const auto add = [&](const std::string& name, const std::string& tensor, const char* theirs,
                       const char* ours, const char* why = "") {
    all.push_back({name, safetensors_of("{\"a\":" + tensor + "}", 4), theirs, ours, why});
  };
  add("one offset", tensor_json("[1]", "[0]"), "JSON error", "needs two data_offsets");
  add("no offset", tensor_json("[1]", "[]"), "JSON error", "needs two data_offsets");
  add("three offsets", tensor_json("[1]", "[0,4,8]"), "JSON error", "more than two data_offsets");
  add("a negative offset", tensor_json("[1]", "[-4,0]"), "JSON error", "no whole number");
  add("an offset with a point", tensor_json("[1]", "[0,4.0]"), "JSON error", "point or exponent");
  add("an offset of 2^64", tensor_json("[1]", "[0,18446744073709551616]"), "JSON error",
      "data_offsets are");
  add("offsets at the end of all numbers",
      tensor_json("[1]", "[18446744073709551612,18446744073709551615]"), "InvalidOffset",
      "data_offsets are");
  add("an unknown dtype", tensor_json("[1]", "[0,4]", "\"F33\""), "JSON error",
      "the dtype F33; read are BOOL, U8");
  add("a dtype in small letters", tensor_json("[1]", "[0,4]", "\"f32\""), "JSON error",
      "the dtype f32");
  add("a dtype that is a number", tensor_json("[1]", "[0,4]", "32"), "JSON error",
      "no \" where one must be");
  const std::pair<std::string, std::string> narrow[] = {
      {"F4", "[24]"},      {"F6_E2M3", "[16]"}, {"F6_E3M2", "[16]"},     {"F8_E5M2", "[12]"},
      {"F8_E4M3", "[12]"}, {"F8_E8M0", "[12]"}, {"F8_E4M3FNUZ", "[12]"}, {"F8_E5M2FNUZ", "[12]"}};
  for (const auto& [dtype, shape] : narrow)
    all.push_back({dtype, safetensors_of(header_of(shape, "[0,12]", "\"" + dtype + "\""), 12), "OK",
                   "tensor \"a\": the dtype " + dtype, "floats so narrow are not read yet"});
  all.push_back({"C64", safetensors_of(header_of("[1]", "[0,8]", "\"C64\""), 8), "OK",
                 "the dtype C64", "complex numbers are not read"});
  add("no dtype", R"({"shape":[1],"data_offsets":[0,4]})", "JSON error",
      "needs one dtype, one shape");
  add("no shape", R"({"dtype":"F32","data_offsets":[0,4]})", "JSON error",
      "needs one dtype, one shape");
  add("no offsets", R"({"dtype":"F32","shape":[1]})", "JSON error", "needs one dtype, one shape");
  add("nothing", "{}", "JSON error", "needs one dtype, one shape");
  add("two dtypes", R"({"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]})",
      "JSON error", "needs one dtype");
  add("two shapes", R"({"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]})", "JSON error",
      "needs one dtype");
  add("a second shape, escaped",
      R"({"dtype":"F32","shape":[1],"sh\u0061pe":[1],"data_offsets":[0,4]})", "JSON error",
      "needs one dtype");
  add("another field",
      R"({"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":[{"y":[null,true,false,-1.5e+3,"z"]}]})",
      "OK", "");
  add("a tensor that is an array", R"(["F32",[1],[0,4]])", "OK", "no { where one must be",
      "the format says that it is an object");
  add("a tensor that is null", "null", "JSON error", "no { where one must be");
  add("nested 200 deep",
      R"({"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":)" + std::string(200, '[') +
          std::string(200, ']') + "}",
      "JSON error", "nested too deep");
  add("nested 100,000 deep",
      R"({"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":)" + std::string(100'000, '['),
      "JSON error", "nested too deep");
  all.push_back({"a boolean of 2", safetensors_of(header_of("[1]", "[0,1]", "\"BOOL\"")) + "\2",
                 "OK", "tensor \"a\": element 0 is the byte 2", "it is neither true nor false"});
}

}  // namespace

TEST_CASE("safetensors: where tensors are, and their shapes and fields, as the table says") {
  std::vector<Case> all;
  for (const auto part : {layout, shapes, fields}) part(all);
  check_cases(all, 68);
}
