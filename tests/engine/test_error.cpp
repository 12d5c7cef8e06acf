// Whole messages, letter by letter: what a learner reads.

#include "engine/ops/arithmetic.hpp"
#include "engine/ops/linear.hpp"
#include "engine/ops/matmul.hpp"
#include "tests/catch.hpp"

using namespace heed;

namespace {

template <class Call>
std::string message(const Call& call) {
  try {
    call();
  } catch (const Error& e) {
    return e.what();
  }
  return "nothing was thrown";
}

std::string line_text(int line) { return "tests/engine/test_error.cpp:" + std::to_string(line); }

// A part of a model, as a layer opens it.
class Part : public Scope {
 public:
  Part(std::string name, Place at) : Scope(at), name_(std::move(name)) {}
  std::string path() const override {
    const auto* around = dynamic_cast<const Part*>(outer());
    return around ? around->path() + "." + name_ : name_;
  }

 private:
  std::string name_;
};

}  // namespace

TEST_CASE("shapes that do not broadcast stand under each other, the clash marked") {
  int line = 0;
  const std::string text = message([&] {
    const Tensor a = ones({8, 3, 5}), b = ones({4, 5});
    line = __LINE__ + 1;
    a + b;
  });
  CHECK(text ==
        line_text(line) +
            ": [add] cannot broadcast\n"
            "  a  (8, 3, 5)\n"
            "         ^\n"
            "  b     (4, 5)\n"
            "         ^\n"
            "  aligned from the right, two lengths must be equal, or one of them 1; here axis -2 "
            "is 3 and 4");
}

TEST_CASE("matrices that cannot be multiplied say which lengths differ") {
  int line = 0;
  const std::string text = message([&] {
    line = __LINE__ + 1;
    matmul(ones({64, 17, 64}), ones({32, 64}));
  });
  CHECK(text ==
        line_text(line) +
            ": [matmul] cannot multiply: inner lengths differ\n"
            "  a  (64, 17, 64)\n"
            "              ^^\n"
            "  b      (32, 64)\n"
            "          ^^\n"
            "  needs (.., m, k) and (.., k, n): a's axis -1, 64, must equal b's axis -2, 32; "
            "transpose(b)?");
}

TEST_CASE("inside a model, the message names the part, and the line that called the model") {
  int call = 0, inner = 0;
  const std::string text = message([&] {
    call = __LINE__ + 1;
    const Part model("blocks.2", Place::here());
    const Part layer("fc1", Place::here());
    inner = __LINE__ + 1;
    linear(ones({2, 3}), ones({8, 4}));
  });
  CHECK(text == line_text(call) +
                    ": [linear] input and weight do not fit\n"
                    "  in blocks.2.fc1 (" +
                    line_text(inner) +
                    ")\n"
                    "  x       (2, 3)\n"
                    "              ^\n"
                    "  weight  (8, 4)\n"
                    "              ^\n"
                    "  needs (.., in) and (out, in): both last lengths must be equal");
  CHECK(Scope::current() == nullptr);
}

TEST_CASE("a rule of several lines is indented; operands without a clash have no carets") {
  const Shape shape{2, 3};
  const std::string text =
      explain("op", {"file.cpp", 7}, "does not work", {{"first", shape}, {"b", {}}}, "one\ntwo");
  CHECK(text ==
        "file.cpp:7: [op] does not work\n"
        "  first  (2, 3)\n"
        "  b          ()\n"
        "  one\n"
        "  two");
}

TEST_CASE("every kind of error is an Error, and a runtime_error") {
  CHECK_THROWS_AS(throw ShapeError("x"), Error);
  CHECK_THROWS_AS(throw ValueError("x"), Error);
  CHECK_THROWS_AS(throw GradError("x"), Error);
  CHECK_THROWS_AS(throw FileError("x"), Error);
  CHECK_THROWS_AS(throw NumericalError("x"), Error);
  CHECK_THROWS_AS(throw MemoryError("x"), std::runtime_error);
}

TEST_CASE("numbers on either side of an operator carry the caller's line") {
  const int line = __LINE__ + 1;
  CHECK((2.0 * ones({2}).requires_grad_()).node()->at.line == line);
  CHECK(to_string((ones({2}).requires_grad_() + 1.0).node()->at) == line_text(line + 1));
}
