// Zip archives: what readers could disagree about is refused, record by record.

#include "tests/engine/io/zip_bytes.hpp"

using namespace heed;

namespace {

std::string named(const std::string& name) { return said(archive_of({{name, "x"}}).bytes); }

// Offsets of fields: APPNOTE.TXT, 4.3.7 (header), 4.3.12 (record), 4.3.16 (end).
enum Header {
  kFlags = 6,
  kMethod = 8,
  kCrc = 14,
  kPacked = 18,
  kSize = 22,
  kNameLength = 26,
  kExtraLength = 28,
  kName = 30
};
enum Record {
  kMadeBy = 4,
  kFlagsR = 8,
  kMethodR = 10,
  kCrcR = 16,
  kPackedR = 20,
  kSizeR = 24,
  kNameLengthR = 28,
  kExtraLengthR = 30,
  kCommentLengthR = 32,
  kDiskR = 34,
  kModeR = 38,
  kOffsetR = 42,
  kNameR = 46
};
enum End {
  kDisk = 4,
  kDirectoryDisk = 6,
  kEntriesHere = 8,
  kEntries = 10,
  kDirectorySize = 12,
  kDirectoryOffset = 16,
  kComment = 20
};

}  // namespace

TEST_CASE("zip: an end record that is none, twice there or not true is refused") {
  const Archive zip = archive_of({{"a", "hello"}, {"b", "x"}}, "comment");
  const auto end = [&](size_t field, uint64_t value, int width) {
    return said(zip.with(zip.end + field, little(value, width)));
  };
  check_refusal(said(""), "the end record: the file is too short for one");
  check_refusal(said("PK\5\6"), "the end record: the file is too short");
  check_refusal(said(std::string(1000, '\0')), "the end record: there is none at the end");
  check_refusal(said(zip.bytes + "x"), "there is none at the end");
  check_refusal(said(std::string(100, ' ') + zip.bytes),
                "the directory: it does not end where the end record begins");
  const std::string fake = "PK\5\6" + std::string(18, '\0');
  check_refusal(said(archive_of({{"a", "x"}}, fake).bytes),
                "the end record: there is another in its comment");
  check_refusal(said(archive_of({{"a", "x"}}, fake + "more").bytes),
                "there is another in its comment");
  check_refusal(said(archive_of({{"a", "x"}}, "PK\5\6").bytes), "there is another in its comment");
  check_refusal(end(kDisk, 1, 2), "one of several parts");
  check_refusal(end(kDirectoryDisk, 1, 2), "one of several parts");
  check_refusal(end(kEntriesHere, 1, 2), "one of several parts");
  check_refusal(end(kEntriesHere, 0xfffefffe, 4),
                "65534 entries do not fit the directory's 94 bytes");
  check_refusal(end(kEntriesHere, 0xffffffff, 4),
                "65535 entries do not fit the directory's 94 bytes");
  check_refusal(end(kEntriesHere, 0x00010001, 4), "the directory: it holds more than its entries");
  check_refusal(end(kDirectorySize, 93, 4), "it does not end where the end record begins");
  check_refusal(end(kDirectorySize, 0xffffffff, 4), "it does not end where");
  check_refusal(end(kDirectoryOffset, 0xffffffff, 4), "it does not end where");
  check_refusal(end(kDirectoryOffset, zip.directory + 1, 4), "it does not end where");
  check_refusal(
      said(zip.with(zip.end + kDirectorySize, little(95, 4) + little(zip.directory - 1, 4))),
      "it has fewer entries");
}

TEST_CASE("zip: a record of the directory that is not true is refused") {
  const Archive zip = archive_of({{"a", "hello"}, {"b", "hello", true}});
  const auto record = [&](size_t field, uint64_t value, int width, size_t which = 0) {
    return said(zip.with(zip.records[which] + field, little(value, width)));
  };
  check_refusal(record(0, 0, 4), "the directory: it has fewer entries");
  check_refusal(record(0, 0, 4, 1), "the directory: it has fewer entries");
  check_refusal(record(kNameLengthR, 65535, 2), "the directory: a record leads out of it");
  check_refusal(record(kExtraLengthR, 65535, 2), "a record leads out of it");
  check_refusal(record(kCommentLengthR, 65535, 2, 1), "a record leads out of it");
  check_refusal(record(kFlagsR, 1, 2),
                "entry \"a\": it is encrypted\n  save it without a password");
  check_refusal(record(kFlagsR, 0x40, 2), "it is encrypted");
  check_refusal(record(kFlagsR, 0x2000, 2), "it is encrypted");
  check_refusal(record(kMethodR, 12, 2), "it is packed by method 12\n  read are 0 (stored)");
  check_refusal(record(kMethodR, 8, 2), "its header has another method");
  check_refusal(record(kMethodR, 0, 2, 1), "entry \"b\": stored, but of two sizes");
  check_refusal(record(kSizeR, 6, 4), "stored, but of two sizes, 6 and 5");
  check_refusal(record(kSizeR, 6, 4, 1), "its header has another size or checksum");
  check_refusal(record(kCrcR, 0, 4), "its header has another size or checksum");
  check_refusal(record(kPackedR, 0xfffffffe, 4, 1),
                "entry \"b\": its bytes are not all in the file");
  check_refusal(record(kDiskR, 1, 2), "it is in another part of the archive");
  check_refusal(record(kOffsetR, 1, 4), "there is no header where it should be");
  check_refusal(record(kOffsetR, zip.directory, 4), "its header is not in the file");
  check_refusal(record(kOffsetR, 0xfffffffe, 4), "its header is not in the file");
  check_refusal(record(kOffsetR, zip.headers[1], 4), "entry \"a\": its header has another name");
  check_refusal(said(Archive(zip)
                         .with(zip.records[0] + kMadeBy, little(3 << 8, 2))
                         .replace(zip.records[0] + kModeR, 4, little(0120777u << 16, 4))),
                "it is a symbolic link");
  for (const int field : {kPackedR, kSizeR, kOffsetR})
    check_refusal(record(size_t(field), 0xffffffff, 4), "its Zip64 sizes are missing");
}

TEST_CASE("zip: an entry's own header that says something else is refused") {
  const Archive zip = archive_of({{"a", "hello"}, {"b", "hello", true}});
  const auto header = [&](size_t field, uint64_t value, int width) {
    return said(zip.with(field, little(value, width)));
  };
  check_refusal(header(0, 0, 4), "entry \"a\": there is no header where it should be");
  check_refusal(header(kFlags, 1, 2), "its header has another method");
  check_refusal(header(kMethod, 8, 2), "its header has another method");
  check_refusal(header(kCrc, 1, 4), "its header has another size or checksum");
  check_refusal(header(kPacked, 6, 4), "its header has another size or checksum");
  check_refusal(header(kSize, 6, 4), "its header has another size or checksum");
  check_refusal(header(kSize, 0xffffffff, 4), "its Zip64 sizes are missing");
  check_refusal(header(kNameLength, 0, 2), "its header has another name");
  check_refusal(header(kNameLength, 65535, 2), "its bytes are not all in the file");
  check_refusal(header(kExtraLength, 65535, 2), "its bytes are not all in the file");
  check_refusal(header(kExtraLength, 3, 2), "an extra field is longer than there is room");
  check_refusal(header(kName, 'b', 1), "its header has another name");
}

TEST_CASE("zip: names that are empty, there twice, or lead elsewhere are refused") {
  check_refusal(named(""), "entry \"\": it has no name");
  check_refusal(named("/etc/passwd"), "entry \"/etc/passwd\": its name is absolute");
  check_refusal(named("C:x"), "its name is absolute");
  for (const char* name : {"..", "../x", "a/../b", "a/.."})
    check_refusal(named(name), "its name leads elsewhere");
  check_refusal(named("a\\b"), "a zero byte or a \\ is in its name");
  check_refusal(named(std::string("a\0b", 3)), "a zero byte or a \\ is in its name");
  check_refusal(named("\xff"), "its name is not UTF-8");
  check_refusal(named("folder/"), "a folder with bytes");
  for (const char* name : {"...", "a..b", "..a/b..", "./a", "a//b", "%s", " "})
    CHECK(named(name) == "accepted");
  check_refusal(said(archive_of({{"a", "x"}, {"a", "x"}}).bytes),
                "entry \"a\": two entries have this name");
}

TEST_CASE("zip: entries that share bytes are refused") {
  const std::string inner = archive_of({{"b", "hello"}}).bytes;
  Archive zip = archive_of({{"a", inner}, {"b", "hello"}});  // "b" is in "a", too
  check_refusal(said(zip.with(zip.records[1] + kOffsetR, little(31, 4))),
                "entry \"b\": it shares bytes with \"a\"");
  zip = archive_of({{"a", "hello"}, {"b", "x"}});
  zip.bytes = zip.with(kPacked, little(6, 4) + little(6, 4));
  check_refusal(said(zip.with(zip.records[0] + kPackedR, little(6, 4) + little(6, 4))),
                "entry \"b\": it shares bytes with \"a\"");
}
