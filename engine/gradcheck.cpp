// Central differences against backward().

#include "engine/gradcheck.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

#include "engine/random.hpp"

namespace heed::inline HEED_PRECISION {

namespace {

void check_input(const std::vector<Tensor>& inputs, size_t k, Place at) {
  const Tensor& x = inputs[k];
  const auto refuse = [&](const std::string& problem, std::string_view rule) {
    throw ValueError(explain("gradcheck", at, "input " + std::to_string(k) + " " + problem,
                             {{"input", x.shape()}}, rule));
  };
  if (!x.defined())
    throw ValueError(explain("gradcheck", at, "input " + std::to_string(k) + " is undefined"));
  if (x.node()->rule || x.node()->spent)
    refuse(std::string("is the result of [") + x.op() + "]",
           "only leaves can be varied: detach() it");
  if (!std::all_of(x.data(), x.data() + x.numel(), [](real v) { return std::isfinite(v); }))
    refuse("is not finite", "there are no differences to take at NaN or infinity");
  for (size_t other = 0; other < k; ++other)
    if (inputs[other].data() == x.data() && inputs[other].node() != x.node())
      refuse("shares its numbers with input " + std::to_string(other),
             "varying one would vary both: clone() it");
}

// Lends the inputs a clean gradient for as long as it lives, and then gives back what they had.
class Borrowed {
 public:
  explicit Borrowed(const std::vector<Tensor>& inputs) {
    for (const Tensor& x : inputs) {
      before_.push_back({x.node(), x.node()->gradient, x.requires_grad()});
      x.node()->gradient = {};
      x.node()->requires_grad = true;
    }
  }
  ~Borrowed() {
    for (size_t k = before_.size(); k-- > 0;) {  // backwards: an input may be there twice
      before_[k].node->gradient = before_[k].gradient;
      before_[k].node->requires_grad = before_[k].required;
    }
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;

 private:
  struct Before {
    NodePtr node;
    Buffer gradient;
    bool required;
  };
  std::vector<Before> before_;
};

// One element set to another value, until the end of the scope.
class Moved {
 public:
  Moved(Tensor x, int64_t i, double to) : x_(std::move(x)), i_(i), before_(x_.data()[i]) {
    x_.mutable_data()[i_] = real(to);
  }
  ~Moved() { x_.mutable_data()[i_] = before_; }
  Moved(const Moved&) = delete;
  Moved& operator=(const Moved&) = delete;

 private:
  Tensor x_;
  int64_t i_;
  real before_;
};

// n = (loss(x + h) - loss(x - h)) / 2h, differences first: the sums are large, they are not. What
// counts as 2h is the distance of the two numbers as they were rounded.
double difference(const Function& f, const std::vector<Tensor>& inputs, const Tensor& weights,
                  size_t k, int64_t i, double eps) {
  const NoGrad no_grad;
  const double x = inputs[k].data()[i], h = eps * std::max(1.0, std::abs(x));
  const auto y_at = [&](double to) {
    const Moved moved(inputs[k], i, to);
    return f(inputs).clone();  // a view would move back with x
  };
  const Tensor up = y_at(x + h), down = y_at(x - h);
  double sum = 0;
  for (int64_t j = 0; j < weights.numel(); ++j)
    sum += double(weights.data()[j]) * (double(up.data()[j]) - double(down.data()[j]));
  return sum / (double(real(x + h)) - double(real(x - h)));
}

std::vector<int64_t> elements(int64_t count, const GradcheckOptions& options, Random& random) {
  std::vector<int64_t> chosen(static_cast<size_t>(count));
  std::iota(chosen.begin(), chosen.end(), 0);
  if (options.samples > 0 && count > options.samples) {
    for (int64_t i = 0; i < options.samples; ++i)
      std::swap(chosen[size_t(i)], chosen[size_t(i + random.integer(count - i))]);
    chosen.resize(size_t(options.samples));
  }
  return chosen;
}

// "(0, 3)": the place of flat element i
std::string index_text(int64_t i, const Shape& shape) {
  Shape index = shape;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    index[axis] = i % shape[axis];
    i /= shape[axis];
  }
  return to_string(index);
}

std::string describe(size_t k, const Shape& shape, int64_t i, double a, double n) {
  std::ostringstream text;
  text << "input " << k << " " << to_string(shape) << ", element " << index_text(i, shape)
       << ": backward() says " << a << ", differences say " << n;
  return text.str();
}

// Leaves in the inputs' grad() what backward() says, nothing where that is 0; returns the weights.
Tensor weigh_and_differentiate(const Function& f, const std::vector<Tensor>& inputs, Random& random,
                               Place at) {
  const Tensor y = f(inputs), again = f(inputs);
  if (y.shape() != again.shape() || !std::equal(y.data(), y.data() + y.numel(), again.data()))
    throw ValueError(explain("gradcheck", at, "f gives something else the second time",
                             {{"result", y.shape()}},
                             "a function with chance in it has no derivative: eval(), or seed it "
                             "inside f; NaN differs from itself, too"));
  const Tensor weights = rand(y.shape(), 0.5, 1.5, random);
  if (y.requires_grad()) y.backward(weights, at);
  return weights;
}

}  // namespace

GradcheckResult gradcheck(const Function& f, const std::vector<Tensor>& inputs,
                          const GradcheckOptions& options, Place at) {
  if (inputs.empty()) throw ValueError(explain("gradcheck", at, "there is no input to vary"));
  if (!grad_enabled())
    throw ValueError(explain("gradcheck", at, "nothing is recorded under NoGrad"));
  for (size_t k = 0; k < inputs.size(); ++k) check_input(inputs, k, at);

  const Borrowed borrowed(inputs);
  Random random(options.seed, /*stream=*/0x9C);
  const Tensor weights = weigh_and_differentiate(f, inputs, random, at);
  GradcheckResult result{true, 0, 0, "nothing to check: the inputs are empty"};
  for (size_t k = 0; k < inputs.size(); ++k) {
    const Tensor grad = inputs[k].grad();
    for (const int64_t i : elements(inputs[k].numel(), options, random)) {
      const double a = grad.defined() ? double(grad.data()[i]) : 0;
      const double n = difference(f, inputs, weights, k, i, options.eps);
      const double error = std::abs(a - n) / (1 + std::abs(a) + std::abs(n));
      if (result.checked++ > 0 && error <= result.worst) continue;
      result.worst = std::isnan(error) ? INFINITY : error;
      result.report = describe(k, inputs[k].shape(), i, a, n);
    }
  }
  result.ok = result.worst <= options.tolerance;
  return result;
}

}  // namespace heed::inline HEED_PRECISION
