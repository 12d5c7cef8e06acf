// Errors that teach: what went wrong, where (the caller's line and the layer), and what to do.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

#include "engine/real.hpp"

namespace heed::inline HEED_PRECISION {

class Shape;

// Whoever called: `Place at = Place::here()` as a default last argument is filled in at the call.
struct Place {
  const char* file = "";
  int line = 0;
  // The compiler's builtins, because clang 14 has no std::source_location.
  static constexpr Place here(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
};

std::string to_string(Place at);  // "lessons/05_attention/lesson.cpp:42"

// The base of every error that heed throws. what() is the whole message.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct ShapeError : Error {  // tensors that do not fit together, or an axis that is not there
  using Error::Error;
};
struct ValueError : Error {  // an argument outside its range
  using Error::Error;
};
struct GradError : Error {  // backward() used where it cannot be right
  using Error::Error;
};
struct FileError : Error {  // a file that is missing, damaged, or not what it says
  using Error::Error;
};
struct NumericalError : Error {  // NaN or infinity where a number is needed
  using Error::Error;
};
struct MemoryError : Error {  // more memory asked for than there is
  using Error::Error;
};
struct DeviceError : Error {  // a device that is not there, or that fails
  using Error::Error;
};

// One operand in an error: its name, its shape, and the axes (counted from the right: -1, -2, …)
// that do not fit.
struct Operand {
  std::string_view name;
  const Shape& shape;
  std::initializer_list<int> clash = {};
};

// Writes the message of an error in an operation: the caller's place and the layer (see Scope), the
// operation, what cannot be done; the operands aligned from the right with the clash marked; then
// the rule that was broken and what to do about it.
std::string explain(std::string_view op, Place at, std::string_view problem,
                    std::initializer_list<Operand> operands = {}, std::string_view rule = "");

// A part of a model that is running now. Scopes nest as calls do; an error asks the innermost one
// where it is. Layers open one each (layers/module.hpp).
class Scope {
 public:
  explicit Scope(Place at) : outer_(innermost), at_(at) { innermost = this; }
  ~Scope() { innermost = outer_; }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  static const Scope* current() { return innermost; }  // of this thread; or null
  const Scope* outer() const { return outer_; }        // the one around it; or null
  Place at() const { return at_; }                     // the line that called this part
  virtual std::string path() const = 0;  // "blocks.2.mlp.fc1", as seen from the outermost scope

 private:
  static inline thread_local const Scope* innermost = nullptr;
  const Scope* outer_;
  Place at_;
};

}  // namespace heed::inline HEED_PRECISION
