// .npz: NumPy's archives of arrays are read, and ours are NumPy's to the byte.

#include <cmath>

#include "engine/io/file.hpp"
#include "engine/io/npz.hpp"
#include "tests/engine/io/npy_file.hpp"
#include "tests/engine/io/zip_bytes.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;

namespace {

using Tensors = std::vector<std::pair<std::string, Tensor>>;
using AllIndices = std::vector<std::pair<std::string, Indices>>;

const std::string kFiles = "tests/golden/files/";  // tests/golden/files.py made them

std::string read_all(const std::string& bytes) {
  return refusal([&] {
    const NpzFile file(in_memory(bytes));
    for (const std::string& name : file.names()) file.tensor(name);
  });
}

}  // namespace

TEST_CASE("npz: NumPy's archives are read, stored and compressed") {
  for (const char* name : {"stored.npz", "compressed.npz"}) {
    const NpzFile file(kFiles + name);
    const Tensor numbers = file.tensor("numbers");
    CHECK(numbers.shape() == Shape{2, 4});
    CHECK(numbers.data()[3] == real(-2.25));
    CHECK(std::isnan(numbers.data()[6]));
    const Indices bytes = file.indices("bytes");
    CHECK(bytes.numel() == 256);
    CHECK(bytes[255] == 255);
    CHECK_FALSE(file.contains("no"));
  }
  const Tensors all = load_npz(kFiles + "compressed.npz");
  REQUIRE(all.size() == 3);
  CHECK(all[2].first == "zeros");
  CHECK(all[2].second.shape() == Shape{300, 100});
}

TEST_CASE("npz: what we write is what NumPy writes, to the byte") {
  const TemporaryFolder folder;
  const Tensor weight({2, 3}, {1, 2, 3, -4, real(0.1), 6});
  const Indices labels(Shape{2, 2}, {-1, (int64_t(1) << 53) + 1, 0, 5});
  save_npz(folder / "x",
           Tensors{{"a/weight", weight},
                   {"gr\xc3\xb6\xc3\x9f"
                    "e",
                    Tensor(1.0)}},
           AllIndices{{"labels", labels}});
  const std::string theirs = sizeof(real) == 4 ? "ours_f32.npz" : "ours_f64.npz";
  CHECK(read_whole(folder / "x") == read_whole(kFiles + theirs));
  const NpzFile file(folder / "x");
  CHECK(file.tensor("a/weight").at({1, 1}) == real(0.1));
  CHECK(file.indices("labels")[1] == (int64_t(1) << 53) + 1);
}

TEST_CASE("npz: what cannot be written is an error, and no file appears") {
  const TemporaryFolder folder;
  const Tensor x(1.0);
  for (const Tensors& tensors :
       {Tensors{{"x", x}, {"x", x}}, Tensors{{"/x", x}}, Tensors{{"../x", x}},
        Tensors{{"x", Tensor()}}, Tensors{{"\xff", x}}})
    CHECK_THROWS_AS(save_npz(folder / "x", tensors), ValueError);
  CHECK_THROWS_AS(save_npz(folder / "x", Tensors{{"x", x}}, AllIndices{{"x", Indices()}}),
                  ValueError);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("npz: an array that is not there, or not what is asked for, is an error that names it") {
  const NpzFile file(kFiles + "stored.npz");
  CHECK(refusal<ValueError>([&] { file.tensor("no"); }).find(kFiles + "stored.npz has no \"no\"") !=
        std::string::npos);
  CHECK_THROWS_AS(file.indices("no"), ValueError);
  CHECK(refusal([&] { file.indices("numbers"); }) ==
        kFiles +
            "stored.npz, numbers.npy: the array: holds F32, no whole numbers: read it as a Tensor");
}

TEST_CASE("npz: an entry that is no .npy file is refused by its name") {
  const std::string good = npy_of(dictionary("'<f4'", "(2,)"), 8);
  CHECK(read_all(archive_of({{"a.npy", good}, {"b.npy", good, true}}).bytes) == "accepted");
  check_refusal(read_all(archive_of({{"a.npy", good}, {"b.txt", "x"}}).bytes),
                "entry \"b.txt\": it is no array: its name does not end in .npy");
  check_refusal(read_all(archive_of({{"folder/", ""}}).bytes), "entry \"folder/\": it is no array");
  check_refusal(read_all(archive_of({{"a.npy", "hello"}}).bytes),
                "x.file, a.npy: the first bytes: this is no .npy file");
  check_refusal(read_all(archive_of({{"a.npy", good.substr(0, good.size() - 1)}}).bytes),
                "x.file, a.npy: the header: shape (2) of F32 takes 8 bytes, but 7 follow");
  check_refusal(
      read_all(archive_of({{"a.npy", npy_of(dictionary("'|O'", "(2,)"), 8), true}}).bytes),
      "x.file, a.npy: descr: Python objects");
  check_refusal(read_all("not a zip archive, but longer than one"),
                "the end record: there is none");
}

TEST_CASE("npz: a compressed archive of NumPy's cut anywhere is refused") {
  const std::string bytes = read_whole(kFiles + "compressed.npz");
  for (size_t cut = 0; cut < bytes.size(); ++cut)
    CHECK(read_all(bytes.substr(0, cut)) != "accepted");
}
