// The tiny engine.
#include "lessons/02_autograd/tiny.hpp"

namespace lesson {

Value leaf(double value) { return std::make_shared<Number>(Number{value}); }

Value operator+(const Value& a, const Value& b) {
  return std::make_shared<Number>(Number{a->value + b->value, 0, false, {{a, 1}, {b, 1}}});
}

Value operator*(const Value& a, const Value& b) {
  return std::make_shared<Number>(
      Number{a->value * b->value, 0, false, {{a, b->value}, {b, a->value}}});
}

namespace {

// The rule of every node: each input gets the node's gradient times the slope.
int64_t give_and_follow(Number& node) {
  int64_t visits = 1;
  for (auto& [input, slope] : node.inputs) {
    input->gradient += slope * node.gradient;
    visits += give_and_follow(*input);  // too early, if input is used once more
  }
  return visits;
}

int64_t give_and_follow_new(Number& node) {
  node.seen = true;
  int64_t visits = 1;
  for (auto& [input, slope] : node.inputs) {
    input->gradient += slope * node.gradient;
    if (!input->seen) visits += give_and_follow_new(*input);  // and what comes later?
  }
  return visits;
}

int64_t follow(Number& node, double part) {
  node.gradient += part;
  int64_t visits = 1;
  for (auto& [input, slope] : node.inputs) visits += follow(*input, slope * part);
  return visits;
}

void operands_first(const Value& node, std::vector<Value>& order) {
  if (node->seen) return;
  node->seen = true;
  for (auto& [input, slope] : node->inputs) operands_first(input, order);
  order.push_back(node);  // all that it is made of stands before it
}

}  // namespace

int64_t pass_on_at_once(const Value& result) {
  result->gradient = 1;
  return give_and_follow(*result);
}

int64_t ask_each_once(const Value& result) {
  result->gradient = 1;
  return give_and_follow_new(*result);
}

int64_t follow_each_path(const Value& result) { return follow(*result, 1); }

int64_t walk_in_order(const Value& result) {
  std::vector<Value> order;
  operands_first(result, order);
  result->gradient = 1;
  for (size_t i = order.size(); i-- > 0;)  // results before operands
    for (auto& [input, slope] : order[i]->inputs) input->gradient += slope * order[i]->gradient;
  return int64_t(order.size());
}

}  // namespace lesson
