// safetensors, case by case: the header's length, its JSON, names and metadata. Each case stands
// beside what the format's own library says; where ours is stricter, the row says why.

#include "tests/engine/io/safetensors_table.hpp"

using namespace heed;

namespace {

const std::string one = tensor_json("[1]", "[0,4]");

std::string length_of(uint64_t length, const std::string& rest) {
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + rest;
}

std::string named(const std::string& name) {
  return "{" + name + ":" + tensor_json("[1]", "[0,4]") + "}";
}

void names(std::vector<Case>& all) {
  const auto add = [&](const std::string& name, const std::string& header, const char* theirs,
                       const char* ours, const char* why = "") {
    all.push_back({name, safetensors_of(header, 4), theirs, ours, why});
  };
  const char* reason = "which of the two a reader takes is chance";
  add("a name twice", "{\"a\":" + one + ",\"a\":" + one + "}", "OK",
      "tensor \"a\": this name is there twice", reason);
  add("a name twice, once escaped", "{\"a\":" + one + ",\"\\u0061\":" + one + "}", "OK",
      "this name is there twice", reason);
  add("a name twice, with a hole", "{\"a\":" + one + ",\"a\":" + tensor_json("[1]", "[4,8]") + "}",
      "InvalidOffset", "there twice");
  add("a zero in a name", named(R"("a\u0000b")"), "OK", "");
  add("an empty name", named("\"\""), "OK", "");
  add("a name that is a path", named("\"../../etc/passwd\""), "OK", "");
  add("a name of a megabyte", named("\"" + std::string(1 << 20, 'n') + "\""), "OK", "");
  add("a name that drives terminals", named("\"\\u001b[31m\xe2\x80\xae<script>\""), "OK", "");
  add("every escape", named(R"("\"\\\/\b\f\n\r\t\u00e9\u20ac\ud83d\ude00")"), "OK", "");
  add("a lone first surrogate", named(R"("\ud800")"), "JSON error", "half of a surrogate pair");
  add("a lone second surrogate", named(R"("\udc00")"), "JSON error", "half of a surrogate pair");
  add("two first surrogates", named(R"("\ud800\ud800")"), "JSON error", "half of a surrogate pair");
  add("an unknown escape", named(R"("\x41")"), "JSON error", "an unknown escape");
  add("a short \\u", named(R"("\u00g0")"), "JSON error", "four hexadecimal digits");
  add("a raw control character", named("\"a\nb\""), "JSON error",
      "a control character in a string");
  add("not UTF-8", named("\"\xff\""), "InvalidHeader", "the text is not UTF-8");
  add("overlong UTF-8", named("\"\xc0\xaf\""), "InvalidHeader", "the text is not UTF-8");
  add("a surrogate in UTF-8", named("\"\xed\xa0\x80\""), "InvalidHeader", "the text is not UTF-8");
  add("beyond U+10FFFF", named("\"\xf4\x90\x80\x80\""), "InvalidHeader", "the text is not UTF-8");
  add("UTF-8 cut short", named("\"\xe2\x82\""), "InvalidHeader", "the text is not UTF-8");
  add("a name in single quotes", named("'a'"), "JSON error", "no \" where one must be");
  add("a name without quotes", named("a"), "JSON error", "no \" where one must be");
  add("a name without an end", "{\"a", "JSON error", "a string without an end");
}

void metadata(std::vector<Case>& all) {
  const auto add = [&](const std::string& name, const std::string& members, const char* theirs,
                       const char* ours, const char* why = "") {
    all.push_back({name, safetensors_of("{" + members + "}"), theirs, ours, why});
  };
  add("metadata", R"("__metadata__":{"format":"pt"})", "OK", "");
  add("empty metadata", R"("__metadata__":{})", "OK", "");
  add("metadata null", R"("__metadata__":null)", "OK", "");
  add("two __metadata__", R"("__metadata__":{},"__metadata__":{})", "JSON error",
      "a second __metadata__");
  add("a key twice in the metadata", R"("__metadata__":{"k":"1","k":"2"})", "OK",
      "__metadata__, byte 32: the key \"k\" is there twice",
      "which of the two a reader takes is chance");
  add("metadata with a number", R"("__metadata__":{"k":1})", "JSON error",
      "__metadata__, byte 21: no \"");
  add("metadata with null", R"("__metadata__":{"k":null})", "JSON error",
      "no \" where one must be");
  add("nested metadata", R"("__metadata__":{"k":{"l":"m"}})", "JSON error",
      "no \" where one must be");
  add("metadata in a list", R"("__metadata__":["k"])", "JSON error", "no { where one must be");
  add("metadata that are text", R"("__metadata__":"k")", "JSON error", "no { where one must be");
  add("our checksum", R"("__metadata__":{"heed.crc32":"00000000"})", "OK", "");
  const char* reason = "they know no checksum";
  add("our checksum, wrong", R"("__metadata__":{"heed.crc32":"00000001"})", "OK",
      "the data: not what was saved", reason);
  add("our checksum, not one", R"("__metadata__":{"heed.crc32":"none"})", "OK",
      "heed.crc32 says none", reason);
}

void lengths(std::vector<Case>& all) {
  const auto add = [&](const std::string& name, const std::string& bytes, const char* theirs,
                       const char* ours) {
    all.push_back({name, bytes, theirs, ours, ""});
  };
  for (size_t n = 0; n < 8; ++n)
    add(std::to_string(n) + " bytes", std::string(n, 'x'), "HeaderTooSmall", "fewer than 8 bytes");
  add("a header of 2^64 - 1 bytes", length_of(UINT64_MAX, "{}"), "HeaderTooLarge",
      "the header's length: 18446744073709551615 bytes do not fit");
  add("a header of 2^64 - 8 bytes", length_of(UINT64_MAX - 7, "{}"), "HeaderTooLarge",
      "do not fit");
  add("a header of 2^63 bytes", length_of(uint64_t(1) << 63, "{}"), "HeaderTooLarge", "do not fit");
  add("a header of 2^31 bytes", length_of(uint64_t(1) << 31, "{}"), "HeaderTooLarge", "do not fit");
  add("a header of 100,000,001 bytes", length_of(100'000'001, "{}"), "HeaderTooLarge",
      "do not fit");
  add("a header of 100,000,000 bytes that are not there", length_of(100'000'000, "{}"),
      "InvalidHeaderLength", "do not fit");
  add("a header one byte longer than the file", length_of(3, "{}"), "InvalidHeaderLength",
      "do not fit");
  add("a header of no bytes", length_of(0, ""), "JSON error", "no { where one must be");
  add("a header of no bytes, and data", length_of(0, "{}"), "JSON error", "no { where one must be");
  add("a header of one byte", length_of(1, "{}"), "JSON error", "no \" where one must be");
}

void json(std::vector<Case>& all) {
  const auto add = [&](const std::string& name, const std::string& header, const char* theirs,
                       const char* ours) {
    all.push_back({name, safetensors_of(header), theirs, ours, ""});
  };
  const char* behind = "something behind the end";
  add("white space before", " \t\r\n{}", "OK", "");
  add("white space behind", "{} \t\r\n  ", "OK", "");
  add("white space everywhere",
      " { \"a\" : { \"dtype\" : \"F32\" , \"shape\" : [ 0 , 1 ] , \"data_offsets\" : [ 0 , 0 ] } "
      "} ",
      "OK", "");
  add("[]", "[]", "JSON error", "no { where one must be");
  add("null", "null", "JSON error", "no { where one must be");
  add("{}x", "{}x", "JSON error", behind);
  add("{}{}", "{}{}", "JSON error", behind);
  add("zero bytes behind", std::string("{}\0\0\0\0", 6), "JSON error", behind);
  add("a zero byte within", std::string("{\0}", 3), "JSON error", "no \"");
  add("a byte order mark", "\xef\xbb\xbf{}", "JSON error", "no { where one must be");
  add("a comment", "{/* */}", "JSON error", "no \" where one must be");
  add("a comma at the end", "{\"a\":" + tensor_json("[0]", "[0,0]") + ",}", "JSON error",
      "no \" where one must be");
  add("two commas", "{,,}", "JSON error", "no \" where one must be");
  add("no colon", R"({"a" 1})", "JSON error", "no : where one must be");
  add("no end", R"({"a":)" + tensor_json("[0]", "[0,0]"), "JSON error", "no } where one must be");
  add("a wrong bracket", R"({"a":)" + tensor_json("[0}", "[0,0]") + "}", "JSON error",
      "no ] where one must be");
  add("100,000 brackets", std::string(100'000, '['), "JSON error", "no { where one must be");
  add("100,000 objects", repeated("{\"a\":", 20'000), "JSON error", "nested too deep");
  for (const char* value : {"tru", "nul", "falsee", "-", "+1", ".5", "1.", "1e", "00", "1e+", "'x'",
                            "\"\\u12\"", "undefined", "}"})
    add(std::string("a field with the value ") + value,
        R"({"a":{"x":)" + std::string(value) +
            ",\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
        "JSON error", "tensor \"a\"");
}

}  // namespace

TEST_CASE("safetensors: the header's length, JSON, names and metadata, as the table says") {
  std::vector<Case> all;
  for (const auto part : {names, metadata, lengths, json}) part(all);
  check_cases(all, 73);
}

TEST_CASE("safetensors: more than 100,000 tensors are refused") {
  std::string header = "{";
  for (int i = 0; i <= 100'000; ++i)
    header += (i ? ",\"" : "\"") + std::to_string(i) + "\":" + tensor_json("[0]", "[0,0]");
  const std::string bytes = safetensors_of(header + "}");
  check_refusal(refusal([&] { SafeTensorsFile file(in_memory(bytes)); }),
                "more than 100,000 tensors");
}
