// What the checks of operations share: how two results are compared, and how a failure is told.
#pragma once

#include <omp.h>

#include <string>
#include <vector>

#include "tests/engine/op_check.hpp"

namespace heed::inline HEED_PRECISION {

using Tensors = std::vector<Tensor>;

constexpr bool is_double = sizeof(real) == sizeof(double);
constexpr double kValueTolerance = is_double ? 1e-12 : 1e-5;
constexpr double kSameTolerance = is_double ? 1e-13 : 1e-5;  // the same sum in another order

// |a - b| / (1 + |a| + |b|), the largest of all elements; infinite where the shapes differ.
double largest_error(const Tensor& a, const Tensor& b);

int64_t numel(const Tensors& tensors);
Tensors clones(const Tensors& tensors);
Tensor weights_for(const Tensor& y, uint64_t seed);  // upstream gradients that are not all 1

// Fresh gradients of f(inputs), weighted with g.
Tensors gradients(const Function& f, Tensors inputs, const Tensor& g);

// While it lives, loops run over so many threads.
class Threads {
 public:
  explicit Threads(int count) : before_(omp_get_max_threads()) { omp_set_num_threads(count); }
  ~Threads() { omp_set_num_threads(before_); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

 private:
  int before_;
};

// Collects what is wrong with a row, with the shapes it is wrong for.
class Report {
 public:
  explicit Report(const OpRow& row) : row_(row) {}
  void set(size_t set);  // which shapes the next failures are for
  void fail(const std::string& what) { failures_.push_back(row_.name + " " + where_ + what); }
  void require(bool ok, const std::string& what) {
    if (!ok) fail(what);
  }
  void require_same(const Tensor& a, const Tensor& b, double tolerance, const std::string& what);
  Failures failures() const { return failures_; }

 private:
  const OpRow& row_;
  std::string where_;
  Failures failures_;
};

// Calls body(inputs, report) for each set of shapes; an exception fails that set. In one thread,
// which for thousands of small calls is the fastest; check_threads() asks for more.
template <class Body>
Failures for_each_set(const OpRow& row, const Body& body) {
  const Threads one(1);
  Report report(row);
  for (size_t set = 0; set < row.shapes.size(); ++set) {
    report.set(set);
    try {
      body(draw_inputs(row, set), report);
    } catch (const std::exception& e) {
      report.fail(std::string("threw ") + e.what());
    }
  }
  return report.failures();
}

}  // namespace heed::inline HEED_PRECISION
