// How an error reads.

#include "engine/error.hpp"

#include <algorithm>
#include <vector>

#include "engine/shape.hpp"

namespace heed::inline HEED_PRECISION {

std::string to_string(Place at) { return std::string(at.file) + ":" + std::to_string(at.line); }

namespace {

// "(64, 17, 64)" and, for each axis, where its number begins and ends in that text.
struct Drawn {
  std::string text = "(";
  std::vector<std::pair<size_t, size_t>> axes;
  explicit Drawn(const Shape& shape) {
    for (int i = 0; i < shape.rank(); ++i) {
      if (i > 0) text += ", ";
      const size_t begin = text.size();
      text += std::to_string(shape[i]);
      axes.emplace_back(begin, text.size());
    }
    text += ")";
  }
};

// The operands under each other, their last axes in one column, carets under the axes that clash.
std::string draw(std::initializer_list<Operand> operands) {
  size_t name_width = 0, shape_width = 0;
  for (const Operand& operand : operands) {
    name_width = std::max(name_width, operand.name.size());
    shape_width = std::max(shape_width, Drawn(operand.shape).text.size());
  }
  std::string text;
  for (const Operand& operand : operands) {
    const Drawn drawn(operand.shape);
    const size_t indent = 2 + name_width + 2 + shape_width - drawn.text.size();
    std::string line = "  " + std::string(operand.name);
    line.resize(indent, ' ');
    text += "\n" + line + drawn.text;
    if (operand.clash.size() == 0) continue;
    std::string carets(indent + drawn.text.size(), ' ');
    for (const int axis : operand.clash) {
      const int place = axis + operand.shape.rank();
      if (place < 0 || place >= operand.shape.rank()) continue;
      const auto [begin, end] = drawn.axes[size_t(place)];
      std::fill(carets.begin() + int64_t(indent + begin), carets.begin() + int64_t(indent + end),
                '^');
    }
    carets.erase(carets.find_last_not_of(' ') + 1);
    if (!carets.empty()) text += "\n" + carets;
  }
  return text;
}

}  // namespace

std::string explain(std::string_view op, Place at, std::string_view problem,
                    std::initializer_list<Operand> operands, std::string_view rule) {
  const Scope* scope = Scope::current();
  const Scope* outermost = scope;
  while (outermost && outermost->outer()) outermost = outermost->outer();
  std::string text = to_string(outermost ? outermost->at() : at) + ": [" + std::string(op) + "] " +
                     std::string(problem);
  if (scope) text += "\n  in " + scope->path() + " (" + to_string(at) + ")";
  text += draw(operands);
  for (size_t begin = 0; begin < rule.size();) {  // every line of the rule is indented
    const size_t end = std::min(rule.find('\n', begin), rule.size());
    text += "\n  " + std::string(rule.substr(begin, end - begin));
    begin = end + 1;
  }
  return text;
}

}  // namespace heed::inline HEED_PRECISION
