// Past runs, as lessons/compare reads them.
#include <cmath>

#include "engine/io/file.hpp"
#include "lessons/comparison/past_run.hpp"
#include "lessons/show/result.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;
using Catch::Matchers::ContainsSubstring;

namespace {

using Strings = std::vector<std::string>;

void leave_run(const TemporaryFolder& folder) {
  show::Result result{"14_tiny_vit", "0.1.0", 7, 2, 20, 1.5, {}};
  result.figures = {
      {"accuracy", 0.98, {}}, {"list", show::Figure::List{1, 2.5}, {}}, {"nothing", {}, {}}};
  write_file(folder / "result.json", show::to_json(result));
  write_file(folder / "curves.json", show::to_json({{"ViT", {2.3, 2.25}}, {"ViT", {1}}}));
  write_file(folder / "b.png", "");
  write_file(folder / "a.png", "");
}

}  // namespace

TEST_CASE("a past run is read as it was left") {
  const TemporaryFolder folder;
  leave_run(folder);
  const comparison::PastRun run = comparison::read_run(folder.path());
  CHECK(run.lesson == "14_tiny_vit");
  CHECK(run.settings == "seed 7, 20 steps, 2 threads");
  CHECK(run.train_seconds == 1.5);
  REQUIRE(run.figures.size() == 3);
  CHECK(run.figures[0].number == 0.98);
  CHECK(run.figures[1].text == "1, 2.5");
  CHECK(std::isnan(run.figures[1].number));
  CHECK(run.figures[2].text == "not measured");
  REQUIRE(run.curves.size() == 2);
  CHECK(run.curves[0].losses == std::vector<double>{2.3, 2.25});
  CHECK(run.curves[1].name == "ViT (2)");
  CHECK(run.pictures == Strings{"a.png", "b.png"});
}

TEST_CASE("a run that was stopped, or whose files are broken, is refused") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(comparison::read_run(folder.path()), ContainsSubstring("was it stopped?"));
  leave_run(folder);
  write_file(folder / "curves.json", "{\"ViT\": [2.3");
  CHECK_THROWS_WITH(comparison::read_run(folder.path()), ContainsSubstring("curves.json"));
  leave_run(folder);
  write_file(folder / "result.json", "{\"lesson\": \"14_tiny_vit\"}");
  CHECK_THROWS_WITH(comparison::read_run(folder.path()), ContainsSubstring("result.json"));
}

TEST_CASE("names are sorted into those of both, and those of one") {
  const comparison::Names names = comparison::compare({"a", "b", "c"}, {"c", "d", "a"});
  CHECK(names.both == Strings{"a", "c"});
  CHECK(names.only_first == Strings{"b"});
  CHECK(names.only_second == Strings{"d"});
}
