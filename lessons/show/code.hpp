// Code that a reader sees is the code that ran: the preprocessor takes its text.
#pragma once

#include <functional>
#include <string>

#include "engine/array.hpp"

namespace heed::show {

using Array = xt::xarray<real>;  // numbers of xtensor's own, computed and kept

template <class Result>
struct Code {
  std::string text;
  std::function<Result()> run;
};

// Statements, the last of which returns a Result. The lambda names its type: what it would deduce
// from an expression of xtensor is the expression, not yet computed, whose operands are gone.
#define LESSON_CODE(Result, ...)                  \
  heed::show::Code<Result> {                      \
#__VA_ARGS__, [&]() -> Result { __VA_ARGS__ } \
  }

// The text as one writes it: a statement a line; a single one without its `return`.
std::string listing(const std::string& text);

// A message with its long lines broken at spaces, so that a page need not be scrolled sideways.
std::string folded(const std::string& message);

}  // namespace heed::show
