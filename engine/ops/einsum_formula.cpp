// Reading a formula: first its letters, each with its place in the text, so that a mistake can be
// marked; then what they mean for the operands.

#include "engine/ops/einsum_formula.hpp"

#include <algorithm>

namespace heed::inline HEED_PRECISION {

namespace {

constexpr char kEllipsis = '.';  // one, for three in the text

// The letters of one operand, or of the result, and where they stand in the text.
struct Letters {
  std::string letters;
  std::vector<size_t> places;

  bool has_ellipsis() const { return letters.find(kEllipsis) != std::string::npos; }
  int named() const { return int(letters.size()) - has_ellipsis(); }
  // With the last `count` of the axes '0' … '7' in the place of "...".
  std::string written_out(int count) const {
    constexpr std::string_view axes = "01234567";
    std::string all = letters;
    const size_t at = all.find(kEllipsis);
    return at == std::string::npos ? all
                                   : all.replace(at, 1, axes.substr(axes.size() - size_t(count)));
  }
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class Reader {
 public:
  Reader(const Op& op, std::string_view text) : op_(op), text_(text) {
    for (size_t at = 0; at < text.size(); ++at) at += read(at);
  }

  EinsumFormula hold_against(std::span<const Tensor> operands) {
    if (operands.size() != operands_.size())
      throw ValueError(op_.explain("the formula is for " + std::to_string(operands_.size()) +
                                       " operands, but there are " +
                                       std::to_string(operands.size()),
                                   {}, marked({}) + "a comma stands between two operands"));
    for (size_t k = 0; k < operands.size(); ++k) add_operand(k, operands);
    formula_.result = has_result_ ? checked_result() : implied_result();
    return formula_;
  }

 private:
  Letters& current() { return has_result_ ? result_ : operands_.back(); }

  // Takes in what stands at a place; returns how many characters more than one it was.
  size_t read(size_t at) {
    const char c = text_[at];
    if (c == ' ') return 0;
    if (c == ',') {
      if (has_result_) fail("a comma in the result", {at}, "there is one result");
      operands_.emplace_back();
      return 0;
    }
    if (text_.substr(at, 2) == "->") {
      if (has_result_) fail("a second arrow", {at, at + 1}, "there is one result");
      has_result_ = true;
      return 1;
    }
    const bool ellipsis = text_.substr(at, 3) == "...";
    if (!ellipsis && !is_letter(c))
      fail(c == kEllipsis ? "a dot that is no ellipsis" : "not a letter", {at},
           "needs letters a-z and A-Z, \"...\", a comma between operands, and \"->\" before the "
           "result");
    if (ellipsis && current().has_ellipsis())
      fail("a second ellipsis", {at, at + 1, at + 2}, "one \"...\" stands for all other axes");
    current().letters += c;
    current().places.push_back(at);
    return ellipsis ? 2 : 0;
  }

  void add_operand(size_t k, std::span<const Tensor> operands) {
    const Letters& own = operands_[k];
    const Shape& shape = operands[k].shape();
    const int others = shape.rank() - own.named();
    if (others < 0 || (others > 0 && !own.has_ellipsis()))
      throw ShapeError(op_.explain(
          std::to_string(own.named()) + " letters for " + std::to_string(shape.rank()) + " axes",
          {{name(k), shape}},
          marked(own.places) +
              "needs a letter for each axis, or \"...\" for those that have none"));
    formula_.operands.push_back(own.written_out(others));
    if (own.has_ellipsis()) most_others_ = std::max(most_others_, others);
    for (int axis = 0; axis < shape.rank(); ++axis) add_axis({k, axis}, operands);
  }

  struct Axis {
    size_t operand;
    int number;
  };

  // Axes with one letter must be equally long; in different operands, 1 fits to any length.
  void add_axis(Axis axis, std::span<const Tensor> operands) {
    const std::string& all = formula_.operands.back();
    const Shape& shape = operands[axis.operand].shape();
    const char letter = all[size_t(axis.number)];
    const int64_t length = shape[axis.number];
    const Axis twin{axis.operand, int(all.find(letter))};
    if (shape[twin.number] != length) clash(letter, twin, axis, operands);
    int64_t& known = formula_.length[size_t(letter)];
    Axis& first = first_[size_t(letter)];
    if (uses_[size_t(letter)]++ == 0 || known == 1) {
      known = length;
      first = axis;
    } else if (length != known && length != 1) {
      clash(letter, first, axis, operands);
    }
  }

  [[noreturn]] void clash(char letter, Axis a, Axis b, std::span<const Tensor> operands) const {
    const Shape &left = operands[a.operand].shape(), &right = operands[b.operand].shape();
    const std::string what =
        is_letter(letter) ? std::string("letter ") + letter : "an axis of \"...\"";
    const std::string rule = a.operand == b.operand
                                 ? "on a diagonal both lengths must be equal"
                                 : "a letter's lengths must be equal, or 1 in one operand";
    throw ShapeError(op_.explain(what + " is " + std::to_string(left[a.number]) + " long, and " +
                                     std::to_string(right[b.number]),
                                 {{name(a.operand), left, {a.number - left.rank()}},
                                  {name(b.operand), right, {b.number - right.rank()}}},
                                 marked(places(letter)) + rule));
  }

  // Where a letter, or the ellipsis that it is an axis of, stands in the text so far.
  std::vector<size_t> places(char letter) const {
    std::vector<size_t> all;
    for (size_t k = 0; k < formula_.operands.size(); ++k)
      for (size_t i = 0; i < operands_[k].letters.size(); ++i)
        if (operands_[k].letters[i] == (is_letter(letter) ? letter : kEllipsis))
          all.push_back(operands_[k].places[i]);
    return all;
  }

  std::string checked_result() const {
    for (size_t i = 0; i < result_.letters.size(); ++i) {
      const char c = result_.letters[i];
      if (c == kEllipsis) continue;
      const size_t first = result_.letters.find(c);
      if (first != i)
        fail(std::string("the result names ") + c + " twice",
             {result_.places[first], result_.places[i]},
             "each axis of the result has a letter of its own");
      if (uses_[size_t(c)] == 0)
        fail(std::string("no operand has ") + c, {result_.places[i]},
             "the result is made of the operands' axes");
    }
    return result_.written_out(most_others_);
  }

  // The ellipsis, then what occurs once, capitals first.
  std::string implied_result() const {
    std::string all;
    for (char c = '0'; c <= 'z'; ++c)
      if (uses_[size_t(c)] == 1 || (uses_[size_t(c)] > 1 && !is_letter(c))) all += c;
    return all;
  }

  static std::string name(size_t k) { return "operand " + std::to_string(k); }

  // The formula, and carets under some of its places.
  std::string marked(const std::vector<size_t>& places) const {
    std::string carets(text_.size(), ' ');
    for (const size_t at : places) carets[at] = '^';
    carets.erase(carets.find_last_not_of(' ') + 1);
    const std::string formula = "\"" + std::string(text_) + "\"\n";
    return carets.empty() ? formula : formula + " " + carets + "\n";
  }

  [[noreturn]] void fail(const std::string& problem, const std::vector<size_t>& places,
                         const std::string& rule) const {
    throw ValueError(op_.explain(problem, {}, marked(places) + rule));
  }

  const Op& op_;
  std::string_view text_;
  std::vector<Letters> operands_{1};
  Letters result_;
  bool has_result_ = false;
  EinsumFormula formula_;
  int most_others_ = 0;            // how many axes the longest "..." stands for
  std::array<int, 128> uses_{};    // of each letter, how many axes have it,
  std::array<Axis, 128> first_{};  // and which one gave its length
};

}  // namespace

EinsumFormula read_formula(const Op& op, std::string_view text, std::span<const Tensor> operands) {
  return Reader(op, text).hold_against(operands);
}

}  // namespace heed::inline HEED_PRECISION
