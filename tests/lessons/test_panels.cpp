// Panels: every picture drawn once under its name, the scale only where there is one.
#include "engine/error.hpp"
#include "lessons/show/panels.hpp"
#include "tests/catch.hpp"

using namespace heed;
using namespace heed::show;

namespace {

const PlotText kText{"Title", "What it shows", "", ""};

int count(const std::string& text, const std::string& part) {
  int n = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("panels are drawn once each, with their names") {
  const std::string svg =
      panel_plot(kText, {{"one", Picture(3, 3)}, {"two", Picture(3, 3)}, {"three", Picture(3, 3)}},
                 {.columns = 2});
  CHECK(count(svg, "<image") == 3);
  for (const char* name : {"one", "two", "three", "Title"}) CHECK(count(svg, name) >= 1);
}

TEST_CASE("panels have a scale beside them where they have a limit") {
  const std::string svg = panel_plot(kText, {{"a", Picture(3, 3)}}, {.limit = 0.75});
  CHECK(count(svg, "<image") == 2);
  CHECK(count(svg, ">-0.75<") == 1);
  CHECK(count(svg, ">0.75<") == 1);
}

TEST_CASE("panels of wide pictures are wide: half as high for half as many rows of pixels") {
  const auto height_of = [](int rows) {
    const std::string svg = panel_plot(kText, {{"a", Picture(4, rows)}}, {.columns = 1});
    const size_t at = svg.find("height=\"", svg.find("<image"));
    return std::stod(svg.substr(at + 8));
  };
  CHECK_THAT(height_of(2), Catch::Matchers::WithinAbs(height_of(4) / 2, 0.2));
}

TEST_CASE("panels need a picture and a column") {
  CHECK_THROWS_AS(panel_plot(kText, {}), ValueError);
  CHECK_THROWS_AS(panel_plot(kText, {{"a", Picture(1, 1)}}, {.columns = 0}), ValueError);
}
