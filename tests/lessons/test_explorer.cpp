// Explorers: their weights in the page, refusals, and what a real browser draws when a reader
// points, clicks and presses keys.
#include <array>
#include <cmath>
#include <iostream>
#include <optional>

#include "engine/error.hpp"
#include "engine/ops.hpp"
#include "engine/random.hpp"
#include "lessons/show/explorer.hpp"
#include "lessons/show/page.hpp"
#include "tests/catch.hpp"
#include "tests/lessons/browser.hpp"
#include "tests/lessons/tags.hpp"

using namespace heed;
using namespace heed::show;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr int kRows = 3, kColumns = 4, kTokens = kRows * kColumns + 1;

// Two layers of two heads, with CLS: weights that anyone can work out. In layer 1 and head 0 each
// token looks at the one before it, else they are random.
Explorer small() {
  Random random(1);
  std::vector<Tensor> layers;
  for (int layer = 0; layer < 2; ++layer)
    layers.push_back(softmax(randn({1, 2, kTokens, kTokens}, random), -1));
  Tensor shifted = layers[1].clone();
  for (int64_t i = 0; i < kTokens; ++i)
    for (int64_t j = 0; j < kTokens; ++j)
      shifted.mutable_data()[i * kTokens + j] = real(j == (i + kTokens - 1) % kTokens);
  layers[1] = shifted;
  return {.name = "a \"small\" picture",
          .picture = Picture(kColumns * 8, kRows * 8),
          .rows = kRows,
          .columns = kColumns,
          .cls = true,
          .cell = "patch",
          .chosen = 5,
          .layers = layers};
}

Page page_of(const Explorer& explorer) {
  Page page("An explorer", "");
  page.explorer(explorer, "The *small* picture.");
  return page;
}

// In the page's script: the middle of a cell of the map, in the window.
std::array<double, 2> middle(Browser& browser, const std::string& map, int row, int column) {
  const auto box = browser.evaluate("(() => { const canvas = document.querySelector('." + map +
                                    "'); canvas.scrollIntoView(); const b = "
                                    "canvas.getBoundingClientRect(); return [b.left, b.top, "
                                    "b.width, b.height]; })()");
  return {double(box[0]) + double(box[2]) * (column + 0.5) / kColumns,
          double(box[1]) + double(box[3]) * (row + 0.5) / kRows};
}

// The colour that a cell of the map has been painted with.
Rgb drawn(Browser& browser, const std::string& map, int row, int column) {
  const auto rgb = browser.evaluate("(() => { const canvas = document.querySelector('." + map +
                                    "'); const side = canvas.width / " + std::to_string(kColumns) +
                                    "; return Array.from(canvas.getContext('2d').getImageData((" +
                                    std::to_string(column) + " + 0.5) * side, (" +
                                    std::to_string(row) + " + 0.5) * side, 1, 1).data); })()");
  return {uint8_t(rgb[0]), uint8_t(rgb[1]), uint8_t(rgb[2])};
}

bool alike(Rgb a, Rgb b) {
  return std::abs(a.r - b.r) <= 3 && std::abs(a.g - b.g) <= 3 && std::abs(a.b - b.b) <= 3;
}

std::string words(Browser& browser) {
  return browser.evaluate("document.querySelector('output').textContent");
}

void choose(Browser& browser, const std::string& select, const std::string& value) {
  browser.evaluate("(() => { const s = document.querySelector('." + select + "'); s.value = '" +
                   value + "'; s.dispatchEvent(new Event('change')); })()");
}

// Opens the small explorer; false, with the reason, where there is no browser.
bool open(std::optional<Browser>& browser, const TemporaryFolder& folder) {
  if (chromium().empty()) {
    std::cout << "heed skips this test: no Chromium (Debian's package chromium)\n";
    SUCCEED();
    return false;
  }
  page_of(small()).save(folder / "index.html");
  browser.emplace();
  browser->open(folder / "index.html");
  return true;
}

}  // namespace

TEST_CASE("a page with an explorer is well formed, and runs that one script only") {
  const std::string html = page_of(small()).html();
  CHECK(tag_problem(html) == "");
  CHECK_THAT(html, ContainsSubstring("script-src 'nonce-explorer'"));
  CHECK_THAT(html, ContainsSubstring("default-src 'none'"));
  CHECK_THAT(html, ContainsSubstring("a &quot;small&quot; picture"));
  CHECK(html.find("nonce=\"explorer\"") == html.rfind("nonce=\"explorer\""));
  CHECK(Page("No explorer", "").html().find("script") == std::string::npos);
}

TEST_CASE("an explorer refuses weights that do not fit its cells, and what is no weight") {
  Explorer explorer = small();
  explorer.columns = 5;
  CHECK_THROWS_AS(explorer_html(explorer), ShapeError);
  CHECK_THROWS_WITH(explorer_html(explorer), ContainsSubstring("needs (heads, 16, 16)"));
  explorer = small();
  explorer.layers.pop_back();
  explorer.layers.push_back(zeros({3, kTokens, kTokens}));
  CHECK_THROWS_AS(explorer_html(explorer), ShapeError);
  explorer = small();
  explorer.layers[1].mutable_data()[3] = real(-0.5);
  CHECK_THROWS_WITH(explorer_html(explorer), ContainsSubstring("not -0.5"));
  explorer.layers[1].mutable_data()[3] = real(NAN);
  CHECK_THROWS_AS(explorer_html(explorer), ValueError);
  explorer = small();
  explorer.chosen = kRows * kColumns;
  CHECK_THROWS_WITH(explorer_html(explorer), ContainsSubstring("no cell 12"));
  explorer.layers.clear();
  CHECK_THROWS_AS(explorer_html(explorer), ValueError);
}

TEST_CASE("in a browser, pointing, clicking and keys choose the cell whose row and column appear") {
  const TemporaryFolder folder;
  std::optional<Browser> browser;
  if (!open(browser, folder)) return;
  choose(*browser, "head", "0");  // of layer 2, chosen at first: each token looks at the one before

  CHECK_THAT(words(*browser), ContainsSubstring("Chosen: patch row 2, column 2"));  // cell 5
  CHECK(alike(drawn(*browser, "row-map", 1, 0), viridis(1)));     // looks at cell 4
  CHECK(alike(drawn(*browser, "column-map", 1, 2), viridis(1)));  // cell 6 looks at it
  CHECK(alike(drawn(*browser, "row-map", 1, 2), viridis(0)));
  CHECK(alike(drawn(*browser, "column-map", 1, 0), viridis(0)));

  const auto [x, y] = middle(*browser, "row-map", 2, 3);
  browser->point(x, y);
  CHECK_THAT(words(*browser), ContainsSubstring("Chosen: patch row 3, column 4"));
  CHECK(alike(drawn(*browser, "row-map", 2, 2), viridis(1)));
  browser->point(1, 1);  // away: the chosen one is back
  CHECK_THAT(words(*browser), ContainsSubstring("Chosen: patch row 2, column 2"));

  const auto [across, down] = middle(*browser, "column-map", 0, 1);
  browser->click(across, down);
  browser->point(1, 1);
  CHECK_THAT(words(*browser), ContainsSubstring("Chosen: patch row 1, column 2. It looks most at "
                                                "patch row 1, column 1 (100\u00a0%)"));
  for (const char* key :
       {"ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowUp"})
    browser->press(key);  // the third step to the right and the last up lead out, and do nothing
  CHECK_THAT(words(*browser), ContainsSubstring("Chosen: patch row 1, column 3"));
  CHECK(browser->problems().dump() == "[]");
}

TEST_CASE("in a browser, layer, head and CLS can be chosen, by keyboard too") {
  const TemporaryFolder folder;
  std::optional<Browser> browser;
  if (!open(browser, folder)) return;
  const Tensor first = small().layers[0];
  const auto average = [&](int64_t i, int64_t j) {
    return (double(first.at({0, 0, i, j})) + double(first.at({0, 1, i, j}))) / 2;
  };
  choose(*browser, "layer", "0");
  browser->evaluate("document.querySelector('.cls').click()");
  CHECK_THAT(words(*browser), ContainsSubstring("Chosen: CLS."));
  double most = 0, most_column = 0;
  for (int64_t j = 1; j < kTokens; ++j) {
    most = std::max(most, average(0, j));
    most_column = std::max(most_column, average(j, 0));
  }
  for (int cell = 0; cell < kRows * kColumns; ++cell) {
    CAPTURE(cell);
    const int row = cell / kColumns, column = cell % kColumns;
    CHECK(alike(drawn(*browser, "row-map", row, column), viridis(average(0, cell + 1) / most)));
    CHECK(alike(drawn(*browser, "column-map", row, column),
                viridis(average(cell + 1, 0) / most_column)));
  }
  std::string reached;  // by the Tab key, from the page's top
  browser->evaluate("document.activeElement.blur()");
  for (int i = 0; i < 5; ++i) {
    browser->press("Tab");
    reached += std::string(browser->evaluate("document.activeElement.className")) + " ";
  }
  CHECK(reached == "layer head cls row-map column-map ");
  browser->press("ArrowRight");
  CHECK_THAT(words(*browser), ContainsSubstring("Chosen: patch row 1, column 2"));
  CHECK(browser->problems().dump() == "[]");
}

TEST_CASE("in a browser, a page with an explorer asks for nothing but itself") {
  const TemporaryFolder folder;
  std::optional<Browser> browser;
  if (!open(browser, folder)) return;
  int others = 0;
  for (const std::string address : browser->requests())
    others += address.rfind("data:", 0) != 0 && address != "file://" + (folder / "index.html");
  CHECK(others == 0);
  CHECK(browser->requests().size() >= 2);  // the page and its pictures: they were watched
  CHECK(browser->problems().dump() == "[]");
}
