// Zip archives that we write; and Zip64, which holds what 32 bits cannot.

#include "engine/io/zip_writer.hpp"
#include "tests/engine/io/zip_bytes.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

// An archive of "a" (hello) and "b" (x), whose sizes and places are all in Zip64 fields.
std::string wide_archive() {
  const TemporaryFolder folder;
  ZipWriter zip(folder / "x", /*widest=*/0);
  zip.add("a", {"hel", "lo"});
  zip.add("b", {"x"});
  zip.commit();
  return read_whole(folder / "x");
}

// Offsets from the end of the file: the end record, the locator, the Zip64 end record.
constexpr size_t kEnd = 22, kLocator = kEnd + 20, kWideEnd = kLocator + 56;

std::string said_with(size_t from_end, size_t field, uint64_t value, int width) {
  std::string bytes = wide_archive();
  const std::string other = little(value, width);
  return said(bytes.replace(bytes.size() - from_end + field, other.size(), other));
}

}  // namespace

TEST_CASE("zip: what is written is read back, and appears only when it is whole") {
  const TemporaryFolder folder;
  {
    ZipWriter zip(folder / "x");
    zip.add("a", {"hello"});
  }
  CHECK(std::filesystem::is_empty(folder.path()));
  ZipWriter zip(folder / "x");
  zip.add("a", {"hel", "", "lo"});
  zip.add("e\xcc\x81/none", {});
  zip.commit();
  const std::string bytes = read_whole(folder / "x");
  const ZipFile read(in_memory(bytes));
  CHECK(read.read(*read.find("a")) == "hello");
  CHECK(read.read(*read.find("e\xcc\x81/none")).empty());
}

TEST_CASE("zip: names that cannot be read are not written") {
  const TemporaryFolder folder;
  ZipWriter zip(folder / "x");
  zip.add("a", {"x"});
  for (const std::string& name :
       {std::string("a"), std::string(), std::string("/a"), std::string("../a"),
        std::string("a\\b"), std::string("\xff"), std::string(65536, 'n')})
    CHECK_THROWS_AS(zip.add(name, {}), ValueError);
}

TEST_CASE("zip: sizes and places in Zip64 fields are read") {
  const std::string bytes = wide_archive();
  const ZipFile zip(in_memory(bytes));
  CHECK(zip.read(*zip.find("a")) == "hello");
  CHECK(zip.read(*zip.find("b")) == "x");
}

TEST_CASE("zip: 70,000 entries, more than 16 bits can count, are written and read") {
  const TemporaryFolder folder;
  ZipWriter zip(folder / "x");
  for (int i = 0; i < 70'000; ++i) zip.add(std::to_string(i), {});
  zip.commit();
  const std::string bytes = read_whole(folder / "x");
  const ZipFile read(in_memory(bytes));
  CHECK(read.entries().size() == 70'000);
  CHECK(read.find("69999") != nullptr);
}

TEST_CASE("zip: a Zip64 archive cut anywhere is refused") {
  const std::string bytes = wide_archive();
  for (size_t cut = 0; cut < bytes.size(); ++cut) CHECK(said(bytes.substr(0, cut)) != "accepted");
}

TEST_CASE("zip: Zip64 records that are not true, or contradict the others, are refused") {
  const char* several = "the Zip64 end record: the archive is one of several parts";
  const char* contradicts = "the end record: its Zip64 form says something else";
  check_refusal(said_with(kLocator, 0, 0, 4),
                "the directory: it does not end where the end record begins");
  check_refusal(said_with(kLocator, 4, 1, 4), several);
  check_refusal(said_with(kLocator, 16, 2, 4), several);
  check_refusal(said_with(kLocator, 8, UINT64_MAX, 8), "its locator leads out of the file");
  check_refusal(said_with(kLocator, 8, UINT64_MAX - 60, 8), "its locator leads out of the file");
  check_refusal(said_with(kLocator, 8, 0, 8), "it is not where its locator says");
  check_refusal(said_with(kWideEnd, 0, 0, 4), "it is not where its locator says");
  check_refusal(said_with(kWideEnd, 4, 45, 8), "it is not where its locator says");
  check_refusal(said_with(kWideEnd, 4, UINT64_MAX, 8), "it is not where its locator says");
  check_refusal(said_with(kWideEnd, 16, 1, 4), several);
  check_refusal(said_with(kWideEnd, 20, 1, 4), several);
  check_refusal(said_with(kWideEnd, 24, 3, 8), several);
  check_refusal(said_with(kEnd, 8, 0x00030003, 4), contradicts);
  check_refusal(said_with(kEnd, 12, 1, 4), contradicts);
  check_refusal(said_with(kEnd, 16, 1, 4), contradicts);
  std::string bytes = wide_archive();  // as many entries as there are bytes for, and far more
  const std::string many = little(uint64_t(1) << 60, 8) + little(uint64_t(1) << 60, 8);
  bytes.replace(bytes.size() - kWideEnd + 24, 16, many);
  bytes.replace(bytes.size() - kEnd + 8, 4, std::string(4, '\xff'));
  check_refusal(said(bytes), "1152921504606846976 entries do not fit the directory's");
}
