// Plots: round ticks, everything inside the picture, nothing lost on bad numbers.
#include <cmath>
#include <regex>

#include "engine/error.hpp"
#include "lessons/show/plot.hpp"
#include "lessons/show/svg.hpp"
#include "tests/catch.hpp"
#include "tests/lessons/tags.hpp"

using namespace heed;
using namespace heed::show;

namespace {

const PlotText kText{"Title", "What it shows", "step", "loss"};

// All numbers of the lines drawn lie inside the picture.
void check_inside(const std::string& svg) {
  const std::regex points("points=\"([^\"]*)\"");
  for (std::sregex_iterator it(svg.begin(), svg.end(), points), end; it != end; ++it) {
    std::istringstream pairs((*it)[1]);
    double x = 0, y = 0;
    for (char comma = 0; pairs >> x >> comma >> y;)
      CHECK((x >= 0 && x <= Frame::kWidth && y >= 0 && y <= Frame::kHeight));
  }
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("inf") == std::string::npos);
}

}  // namespace

TEST_CASE("an axis ends at round numbers and has few ticks") {
  const Axis axis = rounded_axis(0.03, 2.31);
  CHECK(axis.low == 0);
  CHECK(axis.high == 2.5);
  CHECK(axis.ticks(5) == std::vector<double>{0, 0.5, 1, 1.5, 2, 2.5});
  CHECK(axis.label(0.5) == "0.5");
  CHECK(axis.label(1000) == "1000");
  CHECK(axis.label(20000) == "20000");
  CHECK(axis.label(2e6) == "2e+06");
}

TEST_CASE("an axis of one value, of none, or of bad ones still is an axis") {
  for (const auto& [low, high] :
       {std::pair{1.0, 1.0}, {0.0, 0.0}, {1e30, -1e30}, {NAN, NAN}, {-INFINITY, INFINITY}}) {
    const Axis axis = rounded_axis(low, high);
    CHECK(axis.low < axis.high);
    CHECK(std::isfinite(axis.low));
    CHECK(std::isfinite(axis.high));
    CHECK(!axis.ticks(5).empty());
    CHECK(axis.ticks(5).size() < 20);
  }
}

TEST_CASE("a logarithmic axis has powers of ten, and 2 and 5 of them where there is room") {
  CHECK(Axis{0.1, 1, true}.ticks(5) == std::vector<double>{0.1, 0.2, 0.5, 1});
  const std::vector<double> wide = Axis{1e-6, 1e6, true}.ticks(5);
  CHECK(wide.size() >= 4);
  CHECK(wide.size() <= 6);
}

TEST_CASE("line plots hold their lines, also of bad numbers") {
  const std::vector<double> losses = {2.3, 1, 0.5, NAN, INFINITY, 0.1, 0, -1};
  check_inside(LinePlot(kText).add("a", losses).svg());
  check_inside(LinePlot(kText).add("a", losses).log_y().svg());
  check_inside(LinePlot(kText).svg());
  check_inside(LinePlot(kText).add("a", std::vector<double>{}).level("chance", 3).svg());
  check_inside(LinePlot(kText).add("a", {5}, {7}).y_range(0, 1).svg());
  CHECK(tag_problem(LinePlot(kText).add("a", losses).add("b", {1, 2}).svg()) == "");
}

TEST_CASE("a long line is drawn as the means of its parts") {
  std::vector<double> y(10'000);
  for (size_t i = 0; i < y.size(); ++i) y[i] = i % 2 ? 1 : 3;
  const std::string svg = LinePlot(kText).add("a", y).svg();
  CHECK(svg.size() < 8000);
}

TEST_CASE("series are told apart by colour and by dashes, and named in a legend") {
  const std::string svg = LinePlot(kText).add("one", {1, 2}).add("two", {2, 1}).svg();
  CHECK(svg.find(">one</text>") != std::string::npos);
  CHECK(svg.find(">two</text>") != std::string::npos);
  CHECK(svg.find("#0072b2") != std::string::npos);
  CHECK(svg.find("#d55e00") != std::string::npos);
  CHECK(svg.find("stroke-dasharray=\"7 3\"") != std::string::npos);
}

TEST_CASE("a name of wide letters does not run into the next one of a legend") {
  const std::string svg = LinePlot(kText).add("momentum", {1, 2}).add("RMSprop", {2, 1}).svg();
  const std::regex after("<text x=\"([0-9.]+)\"[^>]*>momentum</text>[^<]*<line x1=\"([0-9.]+)\"");
  std::smatch found;
  REQUIRE(std::regex_search(svg, found, after));
  CHECK(std::stod(found[2]) - std::stod(found[1]) > 75.5 + 8);  // as wide as in DejaVu Sans, a gap
}

TEST_CASE("bar plots hold negative, missing and bad values") {
  for (const std::vector<double>& values :
       {std::vector<double>{0.5, 1}, {-1, 2}, {0, 0}, {NAN, 1}, {1}, {}}) {
    const std::string svg = bar_plot(kText, {"a", "b"}, {{"x", values}, {"y", {1, 2}}});
    check_inside(svg);
    CHECK(tag_problem(svg) == "");
    CHECK(svg.find("height=\"-") == std::string::npos);
  }
  check_inside(bar_plot(kText, {}, {}));
}

TEST_CASE("heat plots hold any matrix that has cells") {
  for (const Shape& shape : {Shape{1, 1}, {3, 200}, {200, 3}, {64, 64}}) {
    const std::string svg = heat_plot(kText, zeros(shape), {.numbers = shape[1] < 5});
    check_inside(svg);
    CHECK(tag_problem(svg) == "");
  }
  CHECK_THROWS_AS(heat_plot(kText, zeros({0, 3})), ShapeError);
  CHECK_THROWS_AS(heat_plot(kText, zeros({2, 2, 2})), ShapeError);
}

TEST_CASE("long numbers beside an axis leave room for its name") {
  const std::string svg = LinePlot(kText).add("", {1e-11, 1e-5, 1}).log_y().svg();
  const std::regex number("<text x=\"([0-9.]+)\"[^>]*text-anchor=\"end\"[^>]*>([^<]*)</text>");
  int numbers = 0;
  for (std::sregex_iterator it(svg.begin(), svg.end(), number), end; it != end; ++it, ++numbers)
    CHECK(std::stod((*it)[1]) - text_length((*it)[2].str(), 13) > 22);  // the name ends there
  CHECK(numbers > 2);
}
