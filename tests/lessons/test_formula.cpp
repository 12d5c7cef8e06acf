// Formulas: TeX becomes the MathML that it means.
#include "engine/error.hpp"
#include "lessons/show/formula.hpp"
#include "tests/catch.hpp"
#include "tests/lessons/tags.hpp"

using heed::ValueError;
using heed::show::mathml;

namespace {

// The formula alone, without what stands around it.
std::string inside(const std::string& tex, bool display = false) {
  const std::string text = mathml(tex, display);
  const size_t begin = text.find("<semantics><mrow>") + 17;
  return text.substr(begin, text.find("</mrow><annotation") - begin);
}

}  // namespace

TEST_CASE("scripts, fractions and roots have their elements") {
  CHECK(inside("x_i^2") ==
        "<msubsup><mi>x</mi><mrow><mi>i</mi></mrow><mrow><mn>2</mn></mrow></msubsup>");
  CHECK(inside("\\frac{1}{n}") == "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>n</mi></mrow></mfrac>");
  CHECK(inside("\\sqrt d") == "<msqrt><mi>d</mi></msqrt>");
  CHECK(inside("\\sqrt[3]{x}") == "<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>");
  CHECK(inside("\\hat y").find("accent=\"true\"") != std::string::npos);
  CHECK(inside("3.14") == "<mn>3.14</mn>");
  CHECK(inside("a-b").find("−") != std::string::npos);
}

TEST_CASE("a sum has its limits above and below on a line of its own, and beside it in a text") {
  CHECK(inside("\\sum_{i=1}^n x", true).find("<munderover>") == 0);
  CHECK(inside("\\sum_{i=1}^n x").find("<msubsup>") == 0);
  CHECK(inside("\\max_i x", true).find("<munder>") == 0);
}

TEST_CASE("names of functions stand upright, with a space before what follows them") {
  CHECK(inside("\\operatorname{softmax}(x)").find("<mi class=\"up\">softmax</mi>") == 0);
  CHECK(inside("\\log p").find("</mi><mspace") != std::string::npos);
  CHECK(inside("\\log(p)").find("<mspace") == std::string::npos);
  CHECK(inside("\\text{if } x").find("if\u00a0") != std::string::npos);
}

TEST_CASE("brackets grow, and commands end where their letters do") {
  CHECK(inside("\\left( x \\right]") == "<mrow><mo>(</mo><mrow><mi>x</mi></mrow><mo>]</mo></mrow>");
  CHECK(inside("\\left\\{ x \\rightarrow y \\right.").find("→") != std::string::npos);
  CHECK(inside("\\left. x \\right|").find("<mrow><mrow><mi>x</mi>") == 0);
}

TEST_CASE("matrices and cases have rows and cells") {
  const std::string matrix = inside("\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}");
  CHECK(matrix.find("<mtr><mtd><mrow><mi>a</mi></mrow></mtd><mtd>") != std::string::npos);
  CHECK(
      inside("\\begin{cases} x & \\text{if } x > 0 \\\\ 0 \\end{cases}").find("class=\"cases\"") !=
      std::string::npos);
  CHECK(inside("\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}").find("aligned") !=
        std::string::npos);
}

TEST_CASE("a formula is well formed and keeps its source") {
  for (const char* tex : {"", "a < b & c", "x'", "\\mathbf{x} \\in \\mathbb{R}^{N \\times D}",
                          "{a}^{b_c}", "\\underbrace{a+b}_{\\text{sum}}",
                          "\\frac{\\partial L}{\\partial W} = x^\\top", "\\%\\{\\}"}) {
    CAPTURE(tex);
    if (std::string(tex).find('&') == std::string::npos)
      CHECK(tag_problem(mathml(tex, true)) == "");
  }
  CHECK(mathml("a<b").find("application/x-tex\">a&lt;b</annotation>") != std::string::npos);
}

TEST_CASE("what is no formula is refused with the place") {
  for (const char* bad :
       {"\\foo", "{a", "a}", "\\frac{1}", "\\left( x", "x \\right)", "a & b", "x^",
        "\\begin{pmatrix} a", "\\begin{foo} a \\end{foo}", "\\end{cases}", "\\",
        "\\begin{cases} a \\end{pmatrix}", "\\text{a", "\\mathbb{Q}", "\\left\\foo"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(mathml(bad), ValueError);
  }
  try {
    mathml("a + \\foo b");
  } catch (const ValueError& error) {
    CHECK(error.what() == std::string("[formula] unknown command \\foo: a + \\foo <--  b"));
  }
}
