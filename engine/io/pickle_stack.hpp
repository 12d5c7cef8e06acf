// The memory of the machine that reads pickles: a stack with marks, and values by number.
#pragma once

#include <functional>
#include <unordered_map>

#include "engine/io/pickle.hpp"

namespace heed::inline HEED_PRECISION {

// Every command is checked against what there is, and everything has a limit.
class PickleStack {
 public:
  using Fail = std::function<void(const std::string& reason)>;  // throws
  explicit PickleStack(Fail fail) : fail_(std::move(fail)) {}

  // Puts a value on top.
  void push(const PickleValue& value) {
    if (values_.size() == kDeepestPickle) fail_("it stacks more than 400,000 values");
    values_.push_back(value);
  }
  // Only what lies above the last mark can be seen or taken.
  const PickleValue& top() const {
    if (height() == 0) fail_("a command finds no value on the stack");
    return values_.back();
  }
  // Takes so many from the top; they come in the order in which they were pushed.
  std::vector<PickleValue> pop(size_t count) {
    if (height() < count) fail_("a command finds too few values on the stack");
    std::vector<PickleValue> taken(values_.end() - ptrdiff_t(count), values_.end());
    values_.resize(values_.size() - count);
    return taken;
  }

  // Begins a run of values, which pop_to_mark() takes.
  void mark() {
    if (marks_.size() == kDeepestPickle) fail_("it stacks more than 400,000 marks");
    marks_.push_back(values_.size());
  }
  // All values above the last mark, which goes as well.
  std::vector<PickleValue> pop_to_mark() {
    if (marks_.empty()) fail_("a command finds no mark on the stack");
    std::vector<PickleValue> taken = pop(height());
    marks_.pop_back();
    return taken;
  }

  // Keeps the top value under a number.
  void remember(uint32_t index) {
    memo_[index] = top();
    if (memo_.size() > kMostPickled) fail_("it remembers more than 200,000 values");
  }
  // Pushes the value that was kept under a number.
  void recall(uint32_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end())
      fail_("it recalls value " + std::to_string(index) + ", which is none");
    push(found->second);
  }

  // The one value that is left at the end.
  PickleValue result() const {
    if (values_.size() != 1 || !marks_.empty()) fail_("it ends, but not with one object");
    return values_.back();
  }

 private:
  size_t height() const { return values_.size() - (marks_.empty() ? 0 : marks_.back()); }

  Fail fail_;
  std::vector<PickleValue> values_;
  std::vector<size_t> marks_;  // how many values there were
  std::unordered_map<uint32_t, PickleValue> memo_;
};

}  // namespace heed::inline HEED_PRECISION
