// Five operations of the lesson's own, each with its right rule and with one that has a mistake
// that people make.
#pragma once

#include <string>
#include <vector>

#include "engine/gradcheck.hpp"
#include "engine/random.hpp"

namespace lesson {

using heed::Tensor;

enum class Rule { right, wrong };

Tensor square(const Tensor& x, Rule rule);                      // x²
Tensor product(const Tensor& a, const Tensor& b, Rule rule);    // a b, of one shape
Tensor add_row(const Tensor& x, const Tensor& row, Rule rule);  // x (n, d) + row (d), broadcast
Tensor hyperbolic(const Tensor& x, Rule rule);                  // tanh(x)
Tensor twice(const Tensor& x, Rule rule);                       // 2x

// One of them, as --break and gradcheck know it.
struct Trial {
  std::string name;            // "square", for --break
  std::string right, mistake;  // the rule, and what is wrong with the other
  std::function<Tensor(const std::vector<Tensor>& inputs, Rule rule)> f;
  std::vector<Tensor> inputs;

  heed::GradcheckResult check(Rule rule) const;
};
std::vector<Trial> trials(heed::Random& random);

}  // namespace lesson
