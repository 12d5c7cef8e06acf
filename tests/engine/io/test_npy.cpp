// .npy: NumPy's files are read, ours are NumPy's to the byte, and nothing else is accepted.

#include <cmath>
#include <limits>

#include "engine/io/file.hpp"
#include "engine/io/npy.hpp"
#include "tests/engine/io/npy_file.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

const std::string kFiles = "tests/golden/files/";  // tests/golden/files.py made them
const std::string kOurs = sizeof(real) == 4 ? "ours_f32" : "ours_f64";

}  // namespace

TEST_CASE("npy: NumPy's floats of every width and order of bytes are read") {
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> expected = {0,   -0.0, 1.5,          -2.25,
                                        inf, -inf, std::nan(""), std::ldexp(1, -24)};
  for (const std::string code : {"f2", "f4", "f8"})
    for (const std::string order : {"_little", "_big"}) {
      INFO(code << order);
      const Tensor x = load_npy(kFiles + code + order + ".npy");
      REQUIRE(x.shape() == Shape{2, 4});
      for (size_t i = 0; i < 8; ++i) {
        CHECK((double(x.data()[i]) == expected[i] ||
               (std::isnan(x.data()[i]) && std::isnan(expected[i]))));
        if (i != 6) CHECK(std::signbit(x.data()[i]) == std::signbit(expected[i]));
      }
    }
}

TEST_CASE("npy: NumPy's integers of every width and order of bytes, and booleans, are read") {
  const auto check = [](const std::string& name, const std::vector<int64_t>& expected) {
    INFO(name);
    const Indices k = load_npy_indices(kFiles + name + ".npy");
    REQUIRE(k.shape() == Shape{2, 2});
    for (int64_t i = 0; i < 4; ++i) CHECK(k[i] == expected[size_t(i)]);
    if (name[0] == 'b' || name[1] < '4')
      for (int64_t i = 0; i < 4; ++i)
        CHECK(load_npy(kFiles + name + ".npy").data()[i] == real(k[i]));
  };
  check("b1", {0, 1, 1, 1});
  check("i1", {0, 1, -128, 127});
  check("u1", {0, 1, 0, 255});
  for (const std::string order : {"_little", "_big"}) {
    check("i2" + order, {0, 1, -32768, 32767});
    check("u2" + order, {0, 1, 0, 65535});
    check("i4" + order, {0, 1, INT32_MIN, INT32_MAX});
    check("u4" + order, {0, 1, 0, UINT32_MAX});
    check("i8" + order, {0, 1, INT64_MIN, int64_t(1) << 62});
    check("u8" + order, {0, 1, 0, int64_t(1) << 62});
  }
}

TEST_CASE("npy: an array in Fortran's order is turned into ours") {
  const Tensor x = load_npy(kFiles + "fortran.npy");
  const Indices k = load_npy_indices(kFiles + "fortran_big.npy");
  REQUIRE(x.shape() == Shape{2, 3, 4});
  REQUIRE(k.shape() == Shape{2, 3, 4});
  for (int64_t i = 0; i < 24; ++i) {
    CHECK(x.data()[i] == real(i));
    CHECK(k[i] == i);
  }
  CHECK(said(npy_of(dictionary("'<f4'", "(3, 0, 2)", "True"))) == "accepted");
  CHECK(said(npy_of(dictionary("'<f4'", "()", "True"), 4)) == "accepted");
}

TEST_CASE("npy: a number without axes, an empty array and all three versions are read") {
  CHECK(load_npy(kFiles + "scalar.npy").shape() == Shape{});
  CHECK(load_npy(kFiles + "scalar.npy").item() == 7);
  CHECK(load_npy(kFiles + "empty.npy").shape() == Shape{3, 0, 2});
  for (const std::string version : {"1", "2", "3"}) {
    const Indices k = load_npy_indices(kFiles + "version" + version + ".npy");
    CHECK(k.shape() == Shape{2, 3});
    CHECK(k[5] == 5);
  }
}

TEST_CASE("npy: what we write is what NumPy writes, to the byte") {
  const TemporaryFolder folder;
  const auto check = [&](const std::string& name, const auto& x) {
    save_npy(folder / "x.npy", x);
    CHECK(read_whole(folder / "x.npy") == read_whole(kFiles + name + ".npy"));
  };
  check(kOurs, Tensor({2, 3}, {1, 2, 3, -4, real(0.1), 6}));
  check("ours_labels", Indices(Shape{2, 2}, {-1, (int64_t(1) << 53) + 1, 0, 5}));
  std::vector<int64_t> many(1000);
  for (size_t i = 0; i < many.size(); ++i) many[i] = int64_t(i);
  check("ours_vector", Indices(many));
}

TEST_CASE("npy: what is written is read back") {
  const TemporaryFolder folder;
  for (const Shape& shape : {Shape{}, {3}, {0}, {3, 0, 2}, {1, 2, 3, 1, 2, 1, 2, 1}}) {
    Tensor x = empty(shape);
    Indices k(shape);
    for (int64_t i = 0; i < x.numel(); ++i)
      x.mutable_data()[i] = real(1) / real(i + 1), k.mutable_data()[i] = INT64_MIN + i;
    save_npy(folder / "x.npy", x);
    save_npy(folder / "k.npy", k);
    const Tensor y = load_npy(folder / "x.npy");
    const Indices l = load_npy_indices(folder / "k.npy");
    CHECK(y.shape() == shape);
    CHECK(std::equal(y.data(), y.data() + y.numel(), x.data()));
    CHECK(l.shape() == shape);
    CHECK(std::equal(l.data(), l.data() + l.numel(), k.data()));
  }
  CHECK_THROWS_AS(save_npy(folder / "x.npy", Tensor()), ValueError);
}

TEST_CASE("npy: the dictionary may be written in any way that Python reads the same") {
  for (const char* text :
       {"{'shape': (2,), 'fortran_order': False, 'descr': '<f4'}",
        "{\"descr\":\"<f4\",\"fortran_order\":False,\"shape\":(2,)}",
        "  {\t'descr' : '<f4' ,\n 'fortran_order' : False , 'shape' : ( 2 , ) , }   ",
        "{'descr': '=f4', 'fortran_order': False, 'shape': (2L,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, ), }",
        "{'descr': '<i1', 'fortran_order': False, 'shape': (8,), }",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2, 2), }"})
    CHECK(said(npy_of(text, 8)) == "accepted");
}
