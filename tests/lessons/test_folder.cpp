// Where a run leaves its things.
#include <cstdlib>

#include "engine/io/file.hpp"
#include "lessons/show/folder.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;
namespace fs = std::filesystem;

TEST_CASE("runs are numbered, none is overwritten, and latest leads to the newest that ended") {
  const TemporaryFolder root;
  const std::string base = root / "out/99_test";
  for (const std::string number : {"1", "2"}) {
    const show::RunFolder folder(root.path(), "", "99_test");
    CHECK(folder.path() == fs::path(base) / number);
    CHECK(folder.note().empty());
    write_file((folder.path() / "x").string(), "");
    folder.publish();
    CHECK(fs::read_symlink(base + "/latest") == number);
  }
  { const show::RunFolder failed(root.path(), "", "99_test"); }
  CHECK(!fs::exists(base + "/3"));
  fs::create_directory(base + "/17");
  CHECK(show::RunFolder(root.path(), "", "99_test").path() ==
        fs::path(base + "/17").parent_path() / "18");
}

TEST_CASE("where the repository cannot be written a run goes elsewhere and says so") {
  const TemporaryFolder state;
  const char* before = std::getenv("XDG_STATE_HOME");
  const std::string saved = before ? before : "";
  setenv("XDG_STATE_HOME", state.path().c_str(), 1);
  const show::RunFolder folder("/proc/none", "", "99_test");
  CHECK(folder.path().string() == state / "heed/out/99_test/1");
  CHECK(folder.note().find("/proc/none/out/99_test: cannot be made") == 0);
  before ? setenv("XDG_STATE_HOME", saved.c_str(), 1) : unsetenv("XDG_STATE_HOME");
}
