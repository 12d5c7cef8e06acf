// Pages: whole in themselves, well formed, and safe whatever the text holds.
#include "engine/error.hpp"
#include "lessons/show/html.hpp"
#include "lessons/show/markup.hpp"
#include "lessons/show/page.hpp"
#include "lessons/show/plot.hpp"
#include "tests/catch.hpp"
#include "tests/lessons/tags.hpp"
#include "tests/temporary_folder.hpp"

using namespace heed;
using namespace heed::show;

namespace {

const std::string kEvil = "<script>alert(\"1\" & '2')</script>\x1b\xff";

Page full_page(const std::string& text) {
  const Tensor matrix({2, 2}, {1, 2, 3, 4});
  Page page(text, text);
  page.heading(text).text(text).list({text, text}).formula("\\frac{a}{b} < c").code(text);
  page.note(text).question(text, text).table({text, "n"}, {{text, "1"}}, text);
  page.begin_row().figure(Picture(2, 2), text, text);
  page.figure(LinePlot({text, text, text, text}).add(text, {1, 2, 3}).svg(), text);
  page.figure(bar_plot({text, text, text, text}, {text}, {{text, {1}}}), text).end_row();
  page.figure(heat_plot({text, text, text, text}, matrix,
                        {.row_names = {text, text}, .column_names = {text, text}, .numbers = true}),
              text);
  page.steps(text, {{LinePlot({text, text, "", ""}).svg(), text}, {"", text}});
  return page.footer(text);
}

}  // namespace

TEST_CASE("every part of a page is well formed, whatever its text holds") {
  CHECK(tag_problem(full_page("plain").html()) == "");
  CHECK(tag_problem(full_page(kEvil).html()) == "");
  CHECK(tag_problem(full_page("*a `b` **c** $x^2$ [d](#e) * ` $ [").html()) == "");
  CHECK(full_page(kEvil).html().find("<script") == std::string::npos);
}

TEST_CASE("no request leaves a page") {
  const std::string html = full_page("[a paper](https://example.org/x)").html();
  CHECK(html.find("default-src 'none'; img-src data:") != std::string::npos);
  for (const char* fetches : {"src=\"http", "src=\"//", "href=\"//", "<link", "<script", "<iframe",
                              "@import", "url(", "xlink:href", "srcset"})
    CHECK(html.find(fetches) == std::string::npos);
  // An address in an attribute is a link to be followed by hand, not something to fetch.
  int links = 0;
  for (size_t at = html.find("=\"http"); at != std::string::npos;
       at = html.find("=\"http", at + 1)) {
    CHECK(html.substr(at - 7, 7) == "<a href");
    ++links;
  }
  CHECK(links > 5);
}

TEST_CASE("every picture of a page has words that say what it shows") {
  const std::string html = full_page("words").html();
  for (size_t at = html.find("<img"); at != std::string::npos; at = html.find("<img", at + 1))
    CHECK(html.substr(at, html.find('>', at) - at).find("alt=\"words\"") != std::string::npos);
  size_t plots = 0;
  for (size_t at = html.find("<svg"); at != std::string::npos; at = html.find("<svg", at + 1)) {
    const std::string tag = html.substr(at, html.find('>', at) - at);
    CHECK(tag.find("role=\"img\"") != std::string::npos);
    CHECK(tag.find("aria-label=\"words. words\"") != std::string::npos);
    CHECK(html.find("<title>words</title><desc>words</desc>", at) < html.find("</svg>", at));
    ++plots;
  }
  CHECK(plots == 4);
}

TEST_CASE("steps are turned by buttons and keys, without a script") {
  Page page("x", "");
  page.steps("walk", {{"", "one"}, {"", "two"}, {"", "three"}}).steps("again", {{"", "one"}});
  const std::string html = page.html();
  CHECK(tag_problem(html) == "");
  const auto count = [&](const std::string& what) {
    int found = 0;
    for (size_t at = html.find(what); at != std::string::npos; at = html.find(what, at + 1))
      ++found;
    return found;
  };
  CHECK(count("<input type=\"radio\" name=\"steps-1\"") == 3);
  CHECK(count("checked=\"checked\"") == 2);  // the first of each group
  for (const char* id : {"steps-1-1", "steps-1-2", "steps-1-3", "steps-2-1"})
    CHECK(count("id=\"" + std::string(id) + "\"") == 1);
  CHECK(count("<label for=\"steps-1-2\">") == 2);  // forward to the second, and back to it
  CHECK(count("<label for=\"steps-1-1\">") == 1);
  CHECK(count("<label for=\"steps-1-0\">") == 0);
  CHECK(count("<label for=\"steps-1-4\">") == 0);
  CHECK(count("aria-label=\"walk: step 2 of 3\"") == 1);
  CHECK(html.find("<script") == std::string::npos);
}

TEST_CASE("nothing on a page moves for who asked for less motion") {
  std::string html = full_page("x").html();
  const size_t guarded = html.find("@media (prefers-reduced-motion: no-preference) {");
  REQUIRE(guarded != std::string::npos);
  html.erase(guarded, html.find("\n}\n", guarded) - guarded);
  for (const char* moves : {"animation", "@keyframes", "transition", "scroll-behavior", "<marquee"})
    CHECK(html.find(moves) == std::string::npos);
}

TEST_CASE("whatever of a page takes the focus shows that it has it") {
  const std::string html = full_page("[a](#b)").html();
  for (const char* one : {"a", "summary", ".scroll", "pre", ".steps > input"})
    CHECK(html.find(std::string(one) + ":focus-visible") != std::string::npos);
  CHECK(html.find("outline: none") == std::string::npos);
  CHECK(html.find("tabindex=\"-1\"") == std::string::npos);
}

TEST_CASE("a page is the same for the same content") {
  CHECK(full_page("x").html() == full_page("x").html());
}

TEST_CASE("text is escaped, and what is no UTF-8 replaced") {
  CHECK(escaped("<a b=\"c\" d='e'>&") == "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
  CHECK(escaped("äß→𝔼\n\t") == "äß→𝔼\n\t");
  const std::string bad = "\xEF\xBF\xBD";
  CHECK(escaped(std::string("a\0b", 3)) == "a" + bad + "b");
  CHECK(escaped("a\x80z") == "a" + bad + "z");
  CHECK(escaped("\xC0\xAF") == bad + bad);             // overlong
  CHECK(escaped("\xED\xA0\x80") == bad + bad + bad);   // a surrogate
  CHECK(escaped("\xF4\x90\x80\x80").size() == 4 * 3);  // beyond Unicode
  CHECK(escaped("\xE2\x82") == bad + bad);             // cut short
}

TEST_CASE("marks in a text become tags, and stand for themselves where they are alone") {
  CHECK(markup("a `b<c` d") == "a <code>b&lt;c</code> d");
  CHECK(markup("`a_b`") == "<code>a_<wbr>b</code>");  // a long name may be broken there
  CHECK(markup("*a* and **b**") == "<em>a</em> and <strong>b</strong>");
  CHECK(markup("**a `b` *c***").find("<strong>a <code>b</code>") == 0);
  CHECK(markup("2 * 3 costs 5 $ [x] `") == "2 * 3 costs 5 $ [x] `");
  CHECK(markup("\\*a\\* \\$5 \\`") == "*a* $5 `");
  CHECK(markup("[a *b*](#c)") == "<a href=\"#c\">a <em>b</em></a>");
  CHECK(markup("[0, 3, 0], so") == "[0, 3, 0], so");
  CHECK(markup("$x_1$").find("<math>") == 0);
}

TEST_CASE("a link leads to https, into the page, or to a file beside it") {
  for (const char* fine : {"https://arxiv.org/abs/1706.03762", "#place", "../08/index.html"})
    CHECK(markup("[x](" + std::string(fine) + ")").find("<a href=") == 0);
  for (const char* bad : {"javascript:alert(1", "http://x", "data:text/html,x", "a\"b", " x"})
    CHECK_THROWS_AS(markup("[x](" + std::string(bad) + ")"), ValueError);
}

TEST_CASE("a page is written as a file") {
  const TemporaryFolder folder;
  const Page page = full_page("x");
  page.save(folder / "index.html");
  CHECK(read_whole(folder / "index.html") == page.html());
  CHECK_THROWS_AS(page.save(folder / "no/index.html"), FileError);
}
