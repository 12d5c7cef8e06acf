// .npy: what is no array of plain numbers, or not what it says, is refused.

#include "tests/engine/io/npy_file.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

std::string of_shape(const std::string& shape, size_t payload = 8) {
  return said(npy_of(dictionary("'<f4'", shape), payload));
}

std::string of_type(const std::string& descr) { return said(npy_of(dictionary(descr, "(2,)"), 8)); }

}  // namespace

TEST_CASE("npy: what holds no plain numbers is refused") {
  for (const char* name : {"objects", "structure", "text", "complex", "date"}) {
    const std::string bytes =
        read_whole(std::string("tests/golden/files/refused_") + name + ".npy");
    check_refusal(said(bytes), "descr: ");
  }
  check_refusal(of_type("'|O'"), "Python objects, whose loading could run anything");
  check_refusal(of_type("[('x', '<f4')]"), "a structure of several fields");
  for (const char* descr : {"<f3", "|f4", "<f", "f4", "float32", "", "<", "<f4f4", "4f4", "<f44",
                            "<F4", "!f4", "<c8", "|S4", "<U1", "|V4", "<M8[s]", "<f16", "|i4"}) {
    INFO(descr);
    check_refusal(of_type("'" + std::string(descr) + "'"),
                  "descr: the type '" + std::string(descr) + "'\n  read are <f2");
  }
}

TEST_CASE("npy: a shape that is no shape, or not that of the numbers, is refused") {
  check_refusal(of_shape("(3)"), "a shape of one axis is written (3,)");
  check_refusal(of_shape("3"), "no ( where one must be");
  check_refusal(of_shape("[2]"), "no ( where one must be");
  check_refusal(of_shape("(,)"), "no length where one must be");
  check_refusal(of_shape("(2,,)"), "no length where one must be");
  check_refusal(of_shape("(1 2)"), "a shape of one axis");
  check_refusal(of_shape("(1, 2 3)"), "no , between two lengths");
  check_refusal(of_shape("(-1,)"), "no length where one must be");
  check_refusal(of_shape("(2.0,)"), "a shape of one axis");
  check_refusal(of_shape("(1e9,1e9)"), "a shape of one axis");
  check_refusal(of_shape("(L,)"), "no length where one must be");
  check_refusal(of_shape("(True,)"), "no length where one must be");
  check_refusal(of_shape("('2',)"), "no length where one must be");
  check_refusal(of_shape("((2,),)"), "no length where one must be");
  check_refusal(of_shape("(1,1,1,1,1,1,1,1,2)"), "more than 8 axes");
  check_refusal(of_shape("(18446744073709551616,)"), "a length of 2^63 or more");
  check_refusal(of_shape("(9223372036854775808, 0)"), "a length of 2^63 or more");
  check_refusal(of_shape("(4611686018427387904, 4)"), "takes more than any file bytes");
  check_refusal(of_shape("(4611686018427387904, 4611686018427387904, 0)", 0),
                "takes more than any file bytes");
  check_refusal(of_shape("(1000000000, 1000000000)"),
                "takes 4000000000000000000 bytes, but 8 follow");
  check_refusal(of_shape("(2,)", 7), "shape (2) of F32 takes 8 bytes, but 7 follow");
  check_refusal(of_shape("(2,)", 9), "shape (2) of F32 takes 8 bytes, but 9 follow");
  check_refusal(of_shape("()", 8), "shape () of F32 takes 4 bytes, but 8 follow");
  check_refusal(of_shape("(0,)", 8), "shape (0) of F32 takes 0 bytes, but 8 follow");
}

TEST_CASE("npy: a header that is none is refused") {
  const std::string good = npy_of(dictionary("'<f4'", "(2,)"), 8);
  for (size_t cut = 0; cut < good.size(); ++cut) CHECK(said(good.substr(0, cut)) != "accepted");
  const auto with = [&](size_t at, const std::string& bytes) {
    return said(std::string(good).replace(at, bytes.size(), bytes));
  };
  check_refusal(with(0, "\x92"), "this is no .npy file");
  for (const char version : {'\0', '\4', '\xff'})
    check_refusal(with(6, {version}), "the version: ");
  check_refusal(with(7, "\1"), "the version: 1.1; read are 1.0, 2.0 and 3.0");
  check_refusal(with(8, std::string(2, '\0')), "no newline ends it");
  check_refusal(with(8, {1, 0}), "no newline ends it");
  check_refusal(with(8, "\xff\xff"), "the header's length: 65535 bytes do not fit");
  for (const char version : {'\2', '\3'}) {
    const std::string start = std::string("\x93NUMPY") + version + '\0';
    check_refusal(said(start + std::string("\xf0\xff\xff\xff", 4) + good.substr(10)),
                  "4294967280 bytes do not fit");
    check_refusal(said(start + std::string("\0\0\1\0", 4) + std::string(65536, ' ')),
                  "at most 65,535 are read");
    check_refusal(said(start + "\1\1"), "the header");
    CHECK(said(npy_of(dictionary("'<f4'", "(2,)"), 8, {version, 0})) == "accepted");
  }
  std::string no_newline = good;
  no_newline[no_newline.size() - 9] = ' ';
  check_refusal(said(no_newline), "the header: no newline ends it");
  const auto text = [](const char* dictionary) { return said(npy_of(dictionary, 8)); };
  check_refusal(text(""), "no { where one must be");
  check_refusal(text("[]"), "no { where one must be");
  check_refusal(text("{}"), "needs descr, fortran_order and shape");
  check_refusal(text("{'descr': '<f4', 'fortran_order': False}"),
                "needs descr, fortran_order and shape");
  check_refusal(text("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}"),
                "the key 'x' is unknown");
  check_refusal(text("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}"),
                "the key 'descr' is unknown, or there twice");
  check_refusal(text("{'descr': '<f4', 'fortran_order': false, 'shape': (2,)}"),
                "must be True or False");
  check_refusal(text("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}"),
                "must be True or False");
  check_refusal(text("{'descr': '<f4', 'fortran_order': Falsehood, 'shape': (2,)}"),
                "no , where one must be");
  check_refusal(text("{'descr' '<f4'}"), "no : where one must be");
  check_refusal(text("{descr: '<f4'}"), "no text in quotes");
  check_refusal(text("{'descr: 1}"), "a text without an end");
  check_refusal(text("{'d\\x65scr': '<f4', 'fortran_order': False, 'shape': (2,)}"), "is unknown");
  check_refusal(text("{'\xff': 1}"), "is unknown");
  check_refusal(text("{,}"), "no text in quotes");
  check_refusal(text("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x"),
                "something is behind");
  check_refusal(text("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}{}"),
                "something is behind");
  check_refusal(text("{'descr': __import__('os').system('true')}"), "no text in quotes");
}
