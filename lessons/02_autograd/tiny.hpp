// An engine for single numbers, as small as it can be, and four ways to walk backward through it.
// Only one of them is right and fast.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace lesson {

// A number that remembers what it was made of.
struct Number {
  double value = 0, gradient = 0;
  bool seen = false;
  // What it was made of, and its derivative by each.
  std::vector<std::pair<std::shared_ptr<Number>, double>> inputs = {};
};
using Value = std::shared_ptr<Number>;

Value leaf(double value);
Value operator+(const Value& a, const Value& b);
Value operator*(const Value& a, const Value& b);

// Each walk leaves the derivatives of `result` in the gradients, or what it takes for them, and
// returns how often it came to a node.
int64_t pass_on_at_once(const Value& result);   // wrong: asks a node before all parts have come
int64_t ask_each_once(const Value& result);     // wrong: parts that come later are lost
int64_t follow_each_path(const Value& result);  // right, but 2^n visits for n diamonds
int64_t walk_in_order(const Value& result);     // right: operands first, then from the end

}  // namespace lesson
