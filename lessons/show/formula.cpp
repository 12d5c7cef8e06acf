// TeX to MathML: one pass over the text, one function for each thing that it can hold.
#include "lessons/show/formula.hpp"

#include <utility>

#include "lessons/show/html.hpp"
#include "lessons/show/tex_reader.hpp"

namespace heed::show {

namespace {

std::string operation(std::string_view text) { return element("mo", text, "stretchy=\"false\""); }
std::string upright(std::string_view text) { return element("mi", text, "class=\"up\""); }

// A browser drops spaces at the ends of an element: "\text{if }".
std::string with_hard_spaces(std::string_view text) {
  std::string hard;
  for (const char c : escaped(text)) hard += c == ' ' ? std::string("\u00a0") : std::string(1, c);
  return hard;
}

std::string blank(const std::string& width) { return "<mspace width=\"" + width + "\"></mspace>"; }

// What stands at a place.
struct Atom {
  std::string text;
  bool limits = false;    // its scripts go below and above it
  bool function = false;  // a little space before its argument
};

class Parser {
 public:
  Parser(std::string_view tex, bool display) : in_(tex), display_(display) {}

  std::string whole() {
    std::string text = row();
    if (!in_.done()) in_.fail("this ends what was not begun");
    return text;
  }

 private:
  // What follows, up to the end or to what only the caller can take.
  std::string row() {
    std::string content;
    for (in_.skip_spaces(); !in_.done() && !ends_row(); in_.skip_spaces()) {
      const Atom base = atom();
      content += scripted(base);
      const bool argument_follows = !in_.done() && !ends_row() && in_.peek() != '(';
      if (base.function && argument_follows && !in_.starts("\\left")) content += blank("0.17em");
    }
    return element("mrow", content);
  }

  bool ends_row() const {
    return in_.peek() == '}' || in_.peek() == '&' || (in_root_ && in_.peek() == ']') ||
           in_.starts("\\\\") || in_.starts("\\right") || in_.starts("\\end");
  }

  std::string scripted(const Atom& base) {
    std::string below, above, core = base.text;
    for (in_.skip_spaces();; in_.skip_spaces()) {
      if (in_.take("_")) {
        below += argument();
      } else if (in_.take("^")) {
        above += argument();
      } else if (in_.take("'")) {
        core = element("mrow", core + operation("′"));  // the sign itself stands high
      } else {
        break;
      }
    }
    const bool limits = base.limits && display_;
    const std::string under = element("mrow", below), over = element("mrow", above);
    if (below.empty() && above.empty()) return core;
    if (above.empty()) return element(limits ? "munder" : "msub", core + under);
    if (below.empty()) return element(limits ? "mover" : "msup", core + over);
    return element(limits ? "munderover" : "msubsup", core + under + over);
  }

  std::string argument() {
    in_.skip_spaces();
    if (in_.done()) in_.fail("something is missing here");
    return atom().text;
  }

  Atom atom() {
    if (in_.take("\\")) return command(in_.name());
    if (in_.take("{")) return {group("}")};
    if (TexReader::digit(in_.peek())) return {element("mn", in_.number())};
    const bool letter = TexReader::letter(in_.peek());
    const std::string_view character = in_.character();
    if (letter) return {element("mi", character)};
    return {operation(character == "-" ? "−" : escaped(character))};
  }

  std::string group(std::string_view end) {
    const bool outer = std::exchange(in_root_, end == "]");
    std::string text = row();
    in_root_ = outer;
    in_.expect(end);
    return text;
  }

  Atom command(std::string_view name) {
    if (const Symbol* symbol = find_symbol(name)) return symbol_atom(*symbol);
    if (name == "frac") {
      const std::string above = argument();
      return {element("mfrac", above + argument())};
    }
    if (name == "sqrt") return {root()};
    if (name == "left") return {fenced()};
    if (name == "begin") return {environment()};
    if (name == "underbrace")
      return {element("munder", argument() + "<mo stretchy=\"true\">⏟</mo>"), true};
    return {lettering(name)};
  }

  Atom symbol_atom(const Symbol& symbol) {
    using enum Symbol::Kind;
    if (symbol.kind == identifier) return {element("mi", symbol.text)};
    if (symbol.kind == upright) return {show::upright(symbol.text)};
    if (symbol.kind == function) return {show::upright(symbol.text), false, true};
    if (symbol.kind == operation) return {show::operation(symbol.text)};
    if (symbol.kind == space) return {blank(symbol.text)};
    if (symbol.kind == accent)
      return {element("mover", argument() + show::operation(symbol.text), "accent=\"true\"")};
    return {element("mo", symbol.text, "movablelimits=\"false\""), true, true};
  }

  std::string root() {
    if (!in_.take("[")) return element("msqrt", argument());
    const std::string degree = group("]");
    return element("mroot", argument() + degree);
  }

  // A bracket as high as what it encloses; "." is none.
  std::string fence() {
    in_.skip_spaces();
    if (in_.take(".")) return "";
    if (!in_.take("\\")) return element("mo", escaped(in_.character()));
    const Symbol* symbol = find_symbol(in_.name());
    if (!symbol) in_.fail("this is no bracket");
    return element("mo", symbol->text);
  }

  std::string fenced() {
    const std::string open = fence();
    const std::string content = group("\\right");
    return element("mrow", open + content + fence());
  }

  std::string lettering(std::string_view name) {
    if (name == "text") return element("mtext", with_hard_spaces(in_.braced()));
    if (name == "operatorname" || name == "mathrm") return upright(escaped(in_.braced()));
    if (name == "mathbf" || name == "boldsymbol")
      return element("mi", escaped(in_.braced()), "class=\"up bold\"");
    if (name == "mathbb" || name == "mathcal")
      if (const Symbol* symbol = find_symbol(std::string(name) + std::string(in_.braced())))
        return upright(symbol->text);
    in_.fail("unknown command \\" + std::string(name));
  }

  std::string environment() {
    const std::string name(in_.braced());
    std::string rows;
    do {
      std::string cells;
      do cells += element("mtd", row());
      while (in_.take("&"));
      rows += element("mtr", cells);
    } while (in_.take("\\\\"));
    in_.expect("\\end");
    in_.expect("{" + name + "}");
    const std::string table = element("mtable", rows, "class=\"" + escaped(name) + "\"");
    if (name == "pmatrix") return element("mrow", "<mo>(</mo>" + table + "<mo>)</mo>");
    if (name == "bmatrix") return element("mrow", "<mo>[</mo>" + table + "<mo>]</mo>");
    if (name == "cases") return element("mrow", "<mo>{</mo>" + table);
    if (name != "aligned") in_.fail("unknown environment " + name);
    return table;
  }

  TexReader in_;
  bool display_;
  bool in_root_ = false;  // in the [degree] of a root, which ] ends
};

}  // namespace

std::string mathml(std::string_view tex, bool display) {
  const std::string source = element("annotation", escaped(tex), "encoding=\"application/x-tex\"");
  const std::string formula = element("semantics", Parser(tex, display).whole() + source);
  return element("math", formula, display ? "display=\"block\"" : "");
}

}  // namespace heed::show
