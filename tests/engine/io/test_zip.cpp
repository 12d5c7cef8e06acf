// Zip archives: what is in them is read, whole or not at all.

#include "tests/engine/io/zip_bytes.hpp"

using namespace heed;

namespace {

std::string noise(size_t size) {
  std::string bytes;
  for (uint32_t state = 1; bytes.size() < size;)
    bytes += char((state = state * 1664525 + 1013904223) >> 24);
  return bytes;
}

// Offsets of fields in a header and in a record of the directory.
constexpr size_t kCrc = 14, kSize = 22, kCrcR = 16, kSizeR = 24;

}  // namespace

TEST_CASE("zip: stored and deflated entries are read, in the directory's order") {
  const std::string big = noise(200'000) + std::string(300'000, 'x');
  const std::string bytes = archive_of({{"b", "hello"},
                                        {"folder/", ""},
                                        {"folder/a", big, true},
                                        {"none", ""},
                                        {"empty", "", true},
                                        {"e\xcc\x81", "x", true, true},
                                        {"f", "data", false, true}},
                                       "a comment")
                                .bytes;
  const ZipFile zip(in_memory(bytes));
  REQUIRE(zip.entries().size() == 7);
  CHECK(zip.entries()[0].name == "b");
  CHECK(zip.read(zip.entries()[0]) == "hello");
  CHECK(zip.read(*zip.find("folder/a")) == big);
  CHECK(zip.read(*zip.find("none")).empty());
  CHECK(zip.read(*zip.find("empty")).empty());
  CHECK(zip.read(*zip.find("e\xcc\x81")) == "x");
  CHECK(zip.read(*zip.find("f")) == "data");
  CHECK(zip.find("c") == nullptr);
  CHECK(ZipFile(in_memory(archive_of({}).bytes)).entries().empty());
}

TEST_CASE("zip: an archive within an archive is an entry as others are") {
  const std::string inner = archive_of({{"a", "hello"}}).bytes;
  CHECK(said(archive_of({{"inner.zip", inner}}).bytes) == "accepted");
  CHECK(said(archive_of({{"inner.zip", inner}}, "PK").bytes) == "accepted");
}

TEST_CASE("zip: an archive cut anywhere is refused") {
  const std::string bytes =
      archive_of({{"a", "hello"}, {"b", std::string(100, 'x'), true}}, "comment").bytes;
  for (size_t cut = 0; cut < bytes.size(); ++cut) CHECK(said(bytes.substr(0, cut)) != "accepted");
}

TEST_CASE("zip: an archive with a changed bit is refused, or its bytes are what they were") {
  const std::string text = noise(50);
  const std::string bytes =
      archive_of({{"a", text}, {"b", text + std::string(100, 'x'), true}}).bytes;
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string changed = bytes;
    changed[bit / 8] = char(changed[bit / 8] ^ (1 << bit % 8));
    refusal([&] {
      const ZipFile zip(in_memory(changed));
      for (const ZipEntry& entry : zip.entries()) {
        const std::string read = zip.read(entry);
        CHECK(read.starts_with(text));
      }
    });
  }
}

TEST_CASE("zip: packed bytes that do not unpack to what the entry says are refused") {
  const std::string text = noise(1000);
  const auto packed = [&](const std::string& bytes) {
    return said(archive_of({{"a", text, true, false, bytes}}).bytes);
  };
  check_refusal(packed(deflated(text + "x")), "it unpacks to more than it says");
  check_refusal(packed(deflated(std::string(10'000'000, 'x'))), "it unpacks to more than it says");
  check_refusal(packed(deflated(text.substr(1))), "it unpacks to less than it says");
  check_refusal(packed(deflated(text) + "x"), "something is behind its packed bytes");
  check_refusal(packed(deflated(text).substr(0, 500)), "its packed bytes end too soon");
  check_refusal(packed("\xff\xff\xff"), "its packed bytes do not fit together");
  std::string other = text;
  other[500] = char(other[500] ^ 1);
  check_refusal(packed(deflated(other)), "the CRC-32 differs");
  check_refusal(said(archive_of({{"a", text, false, false, other}}).bytes), "the CRC-32 differs");
}

TEST_CASE("zip: a checksum of zero is none only where the rules say so") {
  Archive zip = archive_of({{"a", "hello"}});
  zip.bytes = zip.with(kCrc, little(0, 4));
  zip.bytes = zip.with(zip.records[0] + kCrcR, little(0, 4));
  check_refusal(said(zip.bytes), "the CRC-32 differs");
  CHECK(said(zip.bytes, {.zero_crc_is_none = true}) == "accepted");
}

TEST_CASE("zip: what unpacks to too much is refused, unless the rules allow it") {
  const std::string zeros(20'000'000, '\0');
  const std::string bomb = archive_of({{"a", zeros, true}}).bytes;
  check_refusal(
      said(bomb),
      "entry \"a\": with it the file unpacks to 20000000 bytes, more than 100 times its size");
  CHECK(said(bomb, {.ratio = 2000}) == "accepted");
  CHECK(said(archive_of({{"a", std::string(1'000'000, '\0'), true}}).bytes) == "accepted");
  const Archive lie = archive_of({{"a", "x", true}});
  const std::string large = little(0xfffffffe, 4);
  check_refusal(
      said(Archive{lie.with(kSize, large), {}, {}, 0, 0}.with(lie.records[0] + kSizeR, large)),
      "unpacks to 4294967294 bytes");
}
